extension Sandbox {
    /// Stops Dovecot and starts it again on the same ports, with the same mail; returns when it answers.
    public func restartDovecot() async throws { try await restart(.dovecot) }

    /// Stops Exim and starts it again on the same port, with the same queue; returns when it answers.
    public func restartExim() async throws { try await restart(.exim) }

    /// Ends every process of Dovecot with SIGKILL, connections included; ``startDovecot()`` brings it back.
    public func killDovecot() async throws { try await end(.dovecot, killing: true) }

    /// Ends every process of Exim with SIGKILL, connections included; ``startExim()`` brings it back.
    public func killExim() async throws { try await end(.exim, killing: true) }

    /// Starts Dovecot if it does not run, and returns when it answers.
    public func startDovecot() async throws { try await begin(.dovecot) }

    /// Starts Exim if it does not run, and returns when it answers.
    public func startExim() async throws { try await begin(.exim) }

    private func restart(_ server: Server) async throws {
        try await end(server)
        try await begin(server)
    }

    private func begin(_ server: Server) async throws {
        try spawn(server)
        try await waitUntilReady(server)
    }
}
