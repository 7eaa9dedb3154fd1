import MailRouting

/// The delivery lanes' one connection to an account, lent to one user at a time.
///
/// The watcher has a connection of its own that is idle most of the time; this one does the work. It remembers when a
/// server does not want to be asked again before.
actor AccountConnection {
    let account: Account
    private let open: @Sendable (Account) async throws(MailboxFault) -> any MailboxPort
    private let time: Timekeeper
    private var port: (any MailboxPort)?
    private var busy = false
    private var queue: [CheckedContinuation<Void, Never>] = []
    private var failures = 0
    private var closedUntil: (Instant, MailboxFault)?

    init(
        _ account: Account, _ time: Timekeeper,
        open: @escaping @Sendable (Account) async throws(MailboxFault) -> any MailboxPort
    ) {
        self.account = account
        self.open = open
        self.time = time
    }

    /// Runs `work` with the connection, after those who asked before. A connection that was lost is made anew next time.
    func use<T: Sendable>(
        _ work: @Sendable (any MailboxPort) async throws(MailboxFault) -> T
    ) async throws(MailboxFault) -> T {
        await acquire()
        defer { release() }
        let port = try await connected()
        do {
            return try await work(port)
        } catch {
            if case .lost = error {
                self.port = nil
                await port.close()
            }
            throw error
        }
    }

    func close() async {
        await acquire()
        defer { release() }
        let port = self.port
        self.port = nil
        await port?.close()
    }

    private func connected() async throws(MailboxFault) -> any MailboxPort {
        if let port { return port }
        if let (until, fault) = closedUntil, time.now() < until { throw fault }
        do {
            let fresh = try await open(account)
            (failures, closedUntil, port) = (0, nil, fresh)
            return fresh
        } catch {
            failures += 1
            let policy: RetryPolicy = if case .rejected = error { .rejectedCredentials } else { .connection }
            closedUntil = (policy.next(attempt: failures, now: time.now(), random: time.random()), error)
            throw error
        }
    }

    private func acquire() async {
        if !busy {
            busy = true
            return
        }
        await withCheckedContinuation { queue.append($0) }
    }

    private func release() {
        if queue.isEmpty { busy = false } else { queue.removeFirst().resume() }
    }
}
