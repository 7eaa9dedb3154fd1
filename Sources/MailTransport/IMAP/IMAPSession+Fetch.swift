public import MailRouting

extension IMAPSession {
    /// The headers of the messages above one UID and up to another, the lowest UIDs first, at most `limit` of them.
    ///
    /// Nothing is marked as read (BODY.PEEK). A message that goes away meanwhile is simply not there. A server's
    /// impossible internal date counts as 1970.
    /// - Parameter textPreviewBytes: octets of the text to read as well, at most `Limits.bodyBytes`; 0: none.
    public func fetchHeaders(
        above: UID? = nil, upTo: UID? = nil, limit: Int, textPreviewBytes: Int = 0
    ) async throws(IMAPFault) -> [FetchedHeader] {
        let uids = try await searchUIDs(above: above, upTo: upTo, limit: limit)
        return try await fetchHeaders(of: uids, textPreviewBytes: textPreviewBytes)
    }

    /// The headers of the messages named.
    public func fetchHeaders(
        of uids: [UID], textPreviewBytes: Int = 0
    ) async throws(IMAPFault) -> [FetchedHeader] {
        let preview = min(max(textPreviewBytes, 0), Limits.bodyBytes)
        var items = "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]<0.\(Limits.headerBytes)>"
        if preview > 0 { items += " BODY.PEEK[TEXT]<0.\(preview)>" }
        items += ")"
        let budget = Limits.imapHeaderBatchBytes + Limits.imapHeaderBatch * preview
        var headers: [FetchedHeader] = []
        headers.reserveCapacity(uids.count)
        for chunk in UIDSet.chunks(of: uids, batch: Limits.imapHeaderBatch) {
            let found = try await fetch(chunk, items, budget: budget)
            headers += found.compactMap { FetchedHeader($0.uid, $0.item, preview: preview) }
            let incomplete = found.filter { FetchedHeader($0.uid, $0.item, preview: preview) == nil }.map(\.uid)
            for chunk in UIDSet.chunks(of: incomplete, batch: Limits.imapHeaderBatch) {
                // Perhaps it told only of a change of flags; a message that is there must not be passed over.
                for (uid, item) in try await fetch(chunk, items, budget: budget) {
                    guard let header = FetchedHeader(uid, item, preview: preview) else {
                        throw refusal("UID FETCH", .refused(nil), "the answer lacks size or header of UID \(uid)")
                    }
                    headers.append(header)
                }
                headers.sort { $0.uid < $1.uid }
            }
        }
        return headers
    }

    /// The sizes of the messages above a UID, the lowest first: for finding a copy by its size.
    public func fetchSizes(
        above: UID? = nil, upTo: UID? = nil, limit: Int
    ) async throws(IMAPFault) -> [SizedMessage] {
        let uids = try await searchUIDs(above: above, upTo: upTo, limit: limit)
        var sizes: [SizedMessage] = []
        for chunk in UIDSet.chunks(of: uids, batch: Limits.imapMoveBatch) {
            for (uid, item) in try await fetch(chunk, "(UID RFC822.SIZE)", budget: Limits.imapReplyBytes) {
                if let size = item.size { sizes.append(SizedMessage(uid: uid, size: size)) }
            }
        }
        return sizes
    }

    /// Runs one UID FETCH; the answers about the messages asked for, by ascending UID.
    func fetch(
        _ chunk: (text: String, uids: [UID]), _ items: String, budget: Int
    ) async throws(IMAPFault) -> [(uid: UID, item: FetchedItem)] {
        let command = try command("UID FETCH") { (command) throws(ArgumentFault) in
            command.add(chunk.text)
            command.add(items)
        }
        let (reply, found) = try await exchange("UID FETCH", within: times.transfer, budget: budget) {
            (wire) throws(IMAPFault) in
            let collector = FetchCollector(wanted: chunk.uids)
            return (try wire.fetch(command, into: collector), collector.sorted)
        }
        // This NO means that messages went away meanwhile, and what came is good. Any other could hide messages.
        guard reply.isOK || reply.code == .expungeIssued else { throw refusal("UID FETCH", reply) }
        return found
    }
}

extension FetchedHeader {
    /// Nil when the server left out what makes a message.
    fileprivate init?(_ uid: UID, _ item: FetchedItem, preview: Int) {
        guard let header = item.header, let size = item.size else { return nil }
        self.init(
            uid: uid, flags: item.flags ?? [], internalDate: item.internalDate ?? Instant(milliseconds: 0), size: size,
            header: header.count > Limits.headerBytes ? Array(header.prefix(Limits.headerBytes)) : header,
            textPreview: preview > 0 ? Array((item.text ?? []).prefix(preview)) : nil)
    }
}
