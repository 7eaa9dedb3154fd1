public import MailRouting

extension IMAPSession {
    /// Adds flags and keywords to messages of the selected mailbox. A UID that has gone is passed over.
    public func store(_ uids: [UID], adding flags: [String]) async throws(IMAPFault) {
        try await store(uids, "+FLAGS.SILENT", flags)
    }

    /// Removes flags and keywords from messages of the selected mailbox.
    public func store(_ uids: [UID], removing flags: [String]) async throws(IMAPFault) {
        try await store(uids, "-FLAGS.SILENT", flags)
    }

    /// Expunges those of `uids` that are marked `\Deleted`, and nothing else (UID EXPUNGE, RFC 4315 section 2.1).
    /// Without UIDPLUS nothing is done: a plain EXPUNGE would take what other people marked.
    public func expunge(_ uids: [UID]) async throws(IMAPFault) {
        try require("UIDPLUS", for: "UID EXPUNGE")
        for chunk in UIDSet.chunks(of: uids, batch: Limits.imapMoveBatch) {
            try await run(
                command("UID EXPUNGE") { (command) throws(ArgumentFault) in command.add(chunk.text) },
                within: times.transfer)
        }
    }

    /// Marks messages `\Deleted` and expunges exactly them.
    public func remove(_ uids: [UID]) async throws(IMAPFault) {
        try require("UIDPLUS", for: "UID EXPUNGE")
        try await store(uids, adding: ["\\Deleted"])
        try await expunge(uids)
    }

    private func store(_ uids: [UID], _ item: String, _ flags: [String]) async throws(IMAPFault) {
        for chunk in UIDSet.chunks(of: uids, batch: Limits.imapMoveBatch) {
            let command = try command("UID STORE") { (command) throws(ArgumentFault) in
                command.add(chunk.text)
                command.add(item)
                try command.addFlags(flags)
            }
            try await run(command, within: times.transfer)
        }
    }
}
