import Glibc

extension Sandbox {
    /// The messages in a mailbox, in UID order, as the server keeps them.
    ///
    /// - Throws: ``SandboxError/commandFailed(program:status:output:)`` where the mailbox does not exist, among others.
    public nonisolated func messages(
        in mailbox: String = "INBOX", of address: String
    ) async throws -> [StoredMessage] {
        let fields = "uid flags date.received.unixtime text"
        let arguments = ["fetch", "-u", address, fields, "mailbox", mailbox]
        var attempts = 1
        while true {
            do {
                return try await StoredMessage.records(in: runDoveadm(arguments)).sorted { $0.uid < $1.uid }
            } catch SandboxError.commandFailed(_, status: EX_TEMPFAIL, _) where attempts < Limits.readAttempts {
                // A message was moved away while it was being read: read again.
                attempts += 1
            }
        }
    }

    /// The number of messages in a mailbox.
    public nonisolated func messageCount(in mailbox: String = "INBOX", of address: String) async throws -> Int {
        try await doveadm(["search", "-u", address, "mailbox", mailbox]).split(separator: "\n").count
    }

    /// Returns the messages of a mailbox once there are at least `count`, for mail that is on its way.
    ///
    /// - Throws: ``SandboxError/mailMissing(mailbox:expected:found:)`` when they have not come within `timeout`.
    public nonisolated func waitForMessages(
        _ count: Int, in mailbox: String = "INBOX", of address: String, timeout: Duration = .seconds(20)
    ) async throws -> [StoredMessage] {
        let deadline = ContinuousClock.now + timeout
        while true {
            let found = try await messageCount(in: mailbox, of: address)
            if found >= count { return try await messages(in: mailbox, of: address) }
            guard ContinuousClock.now < deadline else {
                throw SandboxError.mailMissing(mailbox: "\(address) \(mailbox)", expected: count, found: found)
            }
            try await Task.sleep(for: Limits.pollInterval)
        }
    }

    /// Runs `doveadm` with this sandbox's configuration, as the servers' user, and returns what it wrote.
    @discardableResult
    public nonisolated func doveadm(_ arguments: [String]) async throws -> String {
        try await String(decoding: runDoveadm(arguments), as: UTF8.self)
    }

    private nonisolated func runDoveadm(_ arguments: [String]) async throws -> [UInt8] {
        try await Program.doveadm.run(["-c", place.dovecotConfiguration] + arguments, as: user)
    }
}
