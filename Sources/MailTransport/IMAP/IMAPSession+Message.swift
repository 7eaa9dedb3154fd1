public import MailRouting

extension IMAPSession {
    /// The whole message, read in pieces to its end; nil when there is no such message (any more).
    ///
    /// Throws `.limit` when it is larger than `maximumSize` octets: before reading it, where the server says so; and
    /// `.spool` when the disk does not take it. The connection is in order after both.
    ///
    /// - Parameter spool: where it goes when it is too large for memory; nil reads all of it into memory.
    public func fetchMessage(
        _ uid: UID, maximumSize: Int, spool: Spool? = nil
    ) async throws(IMAPFault) -> MessageContent? {
        let tooLarge = IMAPFault.Kind.limit("the message is larger than \(maximumSize) octets")
        guard var content = GrowingContent(spool) else {
            throw refusal("UID FETCH", .limit("no memory for SHA-256"))
        }
        var reportedSize: UInt32?
        while true {
            guard let piece = try await fetchPiece(of: uid, at: content.size) else { return nil }
            if content.size == 0, let size = piece.messageSize {
                reportedSize = size
                guard Int(size) <= maximumSize else { throw refusal("UID FETCH", tooLarge) }
            }
            do { try content.append(piece.octets) } catch { throw refusal("UID FETCH", .spool(error)) }
            guard content.size <= maximumSize else { throw refusal("UID FETCH", tooLarge) }
            if piece.isLast { return content.finish(reportedSize: reportedSize) }
        }
    }

    /// The first octets of a message, at most `limit`, into memory; nil when there is no such message (any more).
    public func fetchBeginning(of uid: UID, atMost limit: Int) async throws(IMAPFault) -> [UInt8]? {
        var octets: [UInt8] = []
        while octets.count < limit {
            guard let piece = try await fetchPiece(of: uid, at: octets.count) else { return nil }
            if octets.isEmpty, let size = piece.messageSize { octets.reserveCapacity(min(Int(size), limit)) }
            octets += piece.octets.prefix(limit - octets.count)
            if piece.isLast { break }
        }
        return octets
    }

    /// One piece of a message. Nil when the message is gone.
    private func fetchPiece(of uid: UID, at offset: Int) async throws(IMAPFault) -> MessagePiece? {
        let wanted = Limits.imapPieceBytes
        let items = "(UID RFC822.SIZE BODY.PEEK[]<\(offset).\(wanted)>)"
        let budget = wanted + Limits.imapReplyBytes
        guard let item = try await fetch((String(uid.value), [uid]), items, budget: budget).first?.item,
            let octets = item.body
        else { return nil }
        guard octets.count <= wanted else {
            throw refusal("UID FETCH", .limit("a piece is larger than asked for"))
        }
        return MessagePiece(octets: octets, messageSize: item.size, isLast: octets.count < wanted)
    }
}

private struct MessagePiece {
    let octets: [UInt8]
    /// RFC822.SIZE.
    let messageSize: UInt32?
    let isLast: Bool
}
