public import MailRouting

extension IMAPSession {
    /// Appends a message byte for byte, with flags and internal date, creating the mailbox once where the server asks
    /// for it. Nil when the server gave no APPENDUID: the message is there, but its UID must be searched for.
    ///
    /// The literal is a synchronising one on purpose: a server that will not take it says so before it is sent. Content
    /// from a spool file is hashed again on its way, and its last piece is only sent when it is what was read: a literal
    /// that is not whole appends nothing.
    ///
    /// When this throws with `endsConnection`, nobody knows whether the message is there: look before appending again.
    public func append(
        _ content: MessageContent, to mailbox: MailboxName, flags: [String], internalDate: Instant
    ) async throws(IMAPFault) -> AppendReceipt? {
        let command = try command("APPEND") { (command) throws(ArgumentFault) in
            try command.addMailbox(mailbox)
            try command.addFlags(flags)
            command.add(InternalDate.text(of: internalDate))
            command.add("{\(content.size)}")
        }
        let (reply, receipt) = try await append(content, with: command)
        if reply.isOK { return receipt }
        guard reply.code == .tryCreate else { throw refusal("APPEND", reply) }
        try await create(mailbox)
        let (second, secondReceipt) = try await append(content, with: command)
        guard second.isOK else { throw refusal("APPEND", second) }
        return secondReceipt
    }

    private func append(
        _ content: MessageContent, with command: IMAPCommand
    ) async throws(IMAPFault) -> (IMAPWire.Reply, AppendReceipt?) {
        // Two seconds more for each MiB: 4 Mbit/s, the slowest line a mail server is reached over.
        let time = times.transfer + .seconds(2 * (content.size / (1024 * 1024)))
        return try await exchange("APPEND", within: time, budget: Limits.imapReplyBytes) { (wire) throws(IMAPFault) in
            try wire.send(command)
            if let refused = try wire.awaitContinuation() { return (refused, nil) }
            try wire.write(literal: content)
            try wire.write(line: [])
            try wire.readLine()
            let reply = try wire.parse()
            return (reply, reply.isOK ? try wire.appendReceipt() : nil)
        }
    }
}
