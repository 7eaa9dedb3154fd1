extension Sandbox {
    /// Delivers one message into an account's INBOX over LMTP; it is there when this returns.
    ///
    /// Dovecot adds `Return-Path`, `Delivered-To` and `Received` at the top, as in production.
    ///
    /// - Parameters:
    ///   - message: The bytes of the message, header and body, with CRLF or LF line ends.
    ///   - forwardPath: The address of one of the ``accounts``, without angle brackets.
    ///   - reversePath: The envelope's sender without angle brackets; empty for the null reverse-path.
    /// - Throws: ``SandboxError/deliveryRefused(command:reply:)``, ``SandboxError/deliveryLost(command:)``.
    public nonisolated func deliver(
        _ message: [UInt8], to forwardPath: String, from reversePath: String
    ) async throws {
        try await deliver([message], to: forwardPath, from: reversePath)
    }

    /// Delivers many messages into one INBOX over a few parallel connections; their order there is not fixed.
    public nonisolated func deliver(
        _ messages: [[UInt8]], to forwardPath: String, from reversePath: String
    ) async throws {
        let client = LMTPClient(port: ports.lmtp)
        let share = max(1, (messages.count + Limits.deliveryConnections - 1) / Limits.deliveryConnections)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in stride(from: 0, to: messages.count, by: share) {
                let part = messages[start..<min(start + share, messages.count)]
                group.addTask { try await client.deliver(part, to: forwardPath, from: reversePath) }
            }
            try await group.waitForAll()
        }
    }
}
