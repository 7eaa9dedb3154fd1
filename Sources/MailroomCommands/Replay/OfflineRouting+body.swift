import MailRouting
import MailTransport

/// What is behind the header, read for the messages that need it and for no other.
extension OfflineRouting {
    /// Decides as the agent does: by the header, and by text and attachments where a condition asks for them.
    func decide(_ head: MessageHead) throws(UnreadableMessage) -> (Message, Decision) {
        var message = head.parsed()
        let decision = try decide(&message, of: head)
        return (message, decision)
    }

    /// The same about a message that is parsed, for several sets of rules: its body is read at most once.
    func decide(_ message: inout Message, of head: MessageHead) throws(UnreadableMessage) -> Decision {
        let circumstances = circumstances(of: message)
        if let decision = router.answer(message, circumstances) { return decision }
        message.body = try head.body()
        return router.decide(message, circumstances)
    }

    /// The message with everything that any of these rules asks about: for an explanation, which shows every line.
    func message(_ head: MessageHead) throws(UnreadableMessage) -> Message {
        var message = head.parsed()
        if router.demand.body { message.body = try head.body() }
        return message
    }

    /// How many octets to keep of a message that cannot be read again.
    var keptOctets: Int { router.demand.body ? Limits.messageBytes : MessageHead.limit }
}

extension MessageHead {
    fileprivate func body() throws(UnreadableMessage) -> MessageBody {
        guard size > bytes.count, let file else { return MessageParser.body(of: bytes) }
        do throws(ReadFault) {
            let file = try InputFile(file)
            return MessageParser.body(of: try file.read(atMost: min(file.size ?? .max, Limits.messageBytes)))
        } catch {
            throw UnreadableMessage(reason: "cannot read: \(error)")
        }
    }
}
