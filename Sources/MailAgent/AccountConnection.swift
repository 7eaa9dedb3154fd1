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
    /// By the clock nobody sets: an account must not stay closed for a day because the wall clock was set back by one.
    private var lastUsed = Instant(milliseconds: 0)
    /// Whether the present connection has done anything yet.
    private var hasWorked = false
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

    /// Runs `work` with the connection, after those who asked before.
    ///
    /// A connection that is lost after it has worked is made anew at once; one that never worked counts as one that
    /// could not be made, so that a server that greets and hangs up is not hammered.
    func use<T: Sendable>(
        _ work: @Sendable (any MailboxPort) async throws(MailboxFault) -> T
    ) async throws(MailboxFault) -> T {
        await acquire()
        defer { release() }
        let port = try await connected()
        do {
            let result = try await work(port)
            (hasWorked, failures, lastUsed) = (true, 0, steadyNow)
            return result
        } catch {
            if case .lost = error {
                self.port = nil
                await port.close()
                if !hasWorked { failed(error) }
            } else {
                lastUsed = steadyNow
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

    private var steadyNow: Instant { time.reading().steadyInstant }

    private func connected() async throws(MailboxFault) -> any MailboxPort {
        if let port {
            if steadyNow - lastUsed < Limits.connectionIdle { return port }
            self.port = nil
            await port.close()
        }
        if let (until, fault) = closedUntil, steadyNow < until { throw fault }
        do {
            let fresh = try await open(account)
            (closedUntil, port, hasWorked, lastUsed) = (nil, fresh, false, steadyNow)
            return fresh
        } catch {
            failed(error)
            throw closedUntil?.1 ?? error
        }
    }

    /// Keeps the account closed for a while. Whatever keeps a connection from being made says nothing about the work it
    /// was wanted for, so nobody may take it for an answer to that.
    private func failed(_ fault: MailboxFault) {
        failures += 1
        let meaning: MailboxFault
        let policy: RetryPolicy
        switch fault {
        case .rejected: (meaning, policy) = (fault, .rejectedCredentials)
        case .lost, .throttled: (meaning, policy) = (fault, .connection)
        case .refused(let facts), .unsafe(let facts), .limit(let facts): (meaning, policy) = (.lost(facts), .connection)
        }
        let wait = policy.wait(attempt: failures, random: time.random())
        // What the server asks for lengthens a wait, and never shortens one.
        closedUntil = (steadyNow + max(wait, fault.fault.retryAfter ?? wait), meaning)
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
