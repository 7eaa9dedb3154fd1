public import MailRouting

extension IMAPSession {
    /// The UIDs that exist above one and up to another, ascending, at most `limit`.
    ///
    /// Asked for first, so that a FETCH names messages that exist and its answer has a known bound. A mailbox too large
    /// for one answer is searched in windows.
    public func searchUIDs(above: UID? = nil, upTo: UID? = nil, limit: Int) async throws(IMAPFault) -> [UID] {
        guard let selected else { throw refusal("UID SEARCH", .invalidArgument("no mailbox is selected")) }
        guard limit > 0, var first = UID(UInt64(above?.value ?? 0) + 1) else { return [] }
        if let upTo, upTo < first { return [] }
        var found: [UID] = []
        if selected.status.exists > Limits.imapSearchWhole {
            let last = upTo?.value ?? selected.status.uidNext.value - 1
            var windows = 0
            while found.count < limit, first.value <= last {
                windows += 1
                guard windows <= Limits.imapSearchWindows else {
                    // Ending here would make the messages beyond look as if they were not there.
                    throw refusal("UID SEARCH", .limit("the mailbox's UIDs lie too far apart"))
                }
                let end = UID(min(UInt64(last), UInt64(first.value) + UInt64(Limits.imapSearchWindow) - 1)) ?? first
                found += try await search("UID \(first):\(end)", within: first...end)
                guard let next = UID(UInt64(end.value) + 1) else { return Array(found.prefix(limit)) }
                first = next
            }
            if upTo != nil { return Array(found.prefix(limit)) }
            // Without a bound, go on to what came after the SELECT.
        }
        if found.count < limit {
            let end = upTo.map(String.init(describing:)) ?? "*"
            // "n:*" always names the last message, even below n (RFC 9051 section 9, seq-range).
            found += try await search("UID \(first):\(end)", within: first...(upTo ?? UID.highest))
        }
        return Array(found.prefix(limit))
    }

    /// The UIDs above one whose header field `headerField` contains `value` (RFC 9051 section 6.4.4), ascending.
    public func searchUIDs(
        headerField: String, value: String, above: UID? = nil
    ) async throws(IMAPFault) -> [UID] {
        guard let first = UID(UInt64(above?.value ?? 0) + 1) else { return [] }
        return try await search("UID \(first):* HEADER", within: first...UID.highest) {
            (command) throws(ArgumentFault) in
            try command.addQuoted(headerField, what: "header field name")
            try command.addQuoted(value, what: "search text")
        }
    }

    private func search(
        _ criteria: String, within range: ClosedRange<UID>,
        _ build: (inout IMAPCommand) throws(ArgumentFault) -> Void = { _ in }
    ) async throws(IMAPFault) -> [UID] {
        let command = try command("UID SEARCH") { (command) throws(ArgumentFault) in
            command.add(criteria)
            try build(&command)
        }
        let (reply, found) = try await exchange("UID SEARCH", within: times.command, budget: Limits.imapReplyBytes) {
            (wire) throws(IMAPFault) in
            let reply = try wire.ask(command)
            return (
                reply,
                EtPanList(wire.info?.pointee.rsp_search_result, of: UInt32.self).compactMap {
                    UID($0.pointee)
                }
            )
        }
        guard reply.isOK else { throw refusal("UID SEARCH", reply) }
        return Set(found.filter(range.contains)).sorted()
    }
}

extension UID {
    /// The highest number a message can have.
    static var highest: UID {
        guard let uid = UID(UInt32.max) else { preconditionFailure("32 bits of ones are a UID") }
        return uid
    }
}
