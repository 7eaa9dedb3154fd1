import MailJournal
import MailRouting
import ServiceLifecycle

/// Watches one mailbox: finds what has arrived since the watermark, hands it on, and waits for more.
///
/// IDLE is only a hint. UIDNEXT is compared on entry, after every wake-up and at every poll interval, so a notice that
/// was missed, doubled or invented changes nothing but the time of the next look.
struct MailboxWatcher: Service {
    let account: Account
    let mailbox: MailboxName
    let open: @Sendable (Account) async throws(MailboxFault) -> any MailboxPort
    let journal: Journal
    let handler: ArrivalHandler
    let permit: AccountPermit
    let time: Timekeeper
    let board: WatchBoard
    let walk: @Sendable (WalkEvent) -> Void

    private var address: MailboxAddress { MailboxAddress(account: account.name, mailbox: mailbox) }

    /// Rings when the account is paused, or goes on.
    private let bell = Wakeup()

    func run() async throws {
        permit.add(bell)
        var failures = 0
        while !isStopping {
            guard permit.isGiven else {
                board.note(address, .away)
                await bell.wait(atMost: Limits.laneInterval, time)
                continue
            }
            let again: Interval
            do {
                let port = try await open(account)
                do {
                    try await watch(port) { failures = 0 }
                    await port.close()
                    continue
                } catch {
                    await port.close()
                    throw error
                }
            } catch let fault as MailboxFault {
                // Also a wait that the pause has cancelled.
                if isInterrupted { continue }
                failures += 1
                let policy: RetryPolicy = if case .rejected = fault { .rejectedCredentials } else { .connection }
                let wait = policy.wait(attempt: failures, random: time.random())
                again = max(wait, fault.fault.retryAfter ?? wait)
                board.note(address, .lost(fault.fault))
                walk(.interrupted(address, fault.fault, again: again))
            } catch let fault as JournalFault {
                // Nothing was written, so nothing is known to have arrived: look again from the old watermark. The server
                // is not asked what nobody could take down.
                board.note(address, .away)
                walk(.journalFault(fault.description))
                await journal.waitForRoom(time)
                continue
            } catch is CancellationError {
                return
            }
            await time.pause(again)
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled || permit.isEnded }
    /// Between two steps: the agent stops, or the account is paused or removed.
    var isInterrupted: Bool { isStopping || !permit.isGiven }

    /// Catches up and waits, until the connection fails, the agent stops or the account is not to be worked with.
    ///
    /// Every look is a SELECT: a server may answer STATUS for the selected mailbox from a stale cache (RFC 9051 section
    /// 6.3.11), and only SELECT tells UIDVALIDITY and UIDNEXT of what is then fetched. What arrives between the look
    /// and IDLE is announced by the server when IDLE begins (RFC 2177).
    private func watch(_ port: any MailboxPort, succeeded: () -> Void) async throws {
        var known: WatchedMailbox?
        var watermark: UID?
        while !isInterrupted {
            let status = try await port.select(mailbox)
            let current: WatchedMailbox
            if let known, known.uidValidity == status.uidValidity {
                current = known
            } else {
                current = try await journal.contact(address, status, backlog: account.backlog, now: time.now())
                walk(.watching(address, status, WalkEvent.WatchState(current.change, account.backlog)))
                try await recover(port, current)
                (known, watermark) = (current, current.watermark)
                board.note(address, .listening)
            }
            if let last = status.uidNext.previous, watermark.map({ $0 < last }) ?? true {
                watermark = try await catchUp(port, current, after: watermark, to: last)
            } else {
                // One full pass: the connection has shown that it works, so the next failure starts with a short wait.
                succeeded()
                try await wait(port)
            }
        }
    }

    /// Waits for a hint, or for the poll interval, a little less at random: connections that were made together must
    /// not all issue IDLE anew in the same second.
    private func wait(_ port: any MailboxPort) async throws {
        let longest = min(account.pollInterval, Limits.idleInterval).milliseconds
        let interval = Interval(milliseconds: longest - Int64(Double(longest) * Limits.idleJitter * time.random()))
        let hinted = try await cancelWhenStopping(orRung: bell) { try await port.idle(atMost: interval) }
        if !hinted, !isInterrupted { await bell.wait(atMost: interval, time) }
    }

    /// Records everything above the watermark up to `last`, in batches; the next one is fetched while one is decided.
    ///
    /// - Returns: the new watermark.
    private func catchUp(
        _ port: any MailboxPort, _ known: WatchedMailbox, after watermark: UID?, to last: UID
    ) async throws -> UID? {
        // Also when the connection fails half-way: what was decided until then is to be done.
        defer { handler.wake(account.name) }
        var watermark = watermark
        var count = 0
        var listing = try await list(port, known, after: watermark, to: last)
        while !isInterrupted, let batch = listing {
            async let next = list(port, known, after: batch.upTo, to: last)
            let unread = try await handler.handle(
                batch.entries, upTo: batch.upTo, in: known, backlog: account.backlog)
            watermark = batch.upTo
            count += 1
            // A full inbox is moved in large sets: a set of a thousand costs a server little more than one of ten.
            if count % Limits.batchesPerWake == 0 { handler.wake(account.name) }
            listing = try await next
            // Only now: one task uses the connection at a time.
            try await read(try await claimed(unread, port, known), port, known)
        }
        return watermark
    }

    /// The next batch above the watermark; nil when there is nothing left up to `last`.
    private func list(
        _ port: any MailboxPort, _ known: WatchedMailbox, after watermark: UID?, to last: UID
    ) async throws(MailboxFault) -> MailboxListing? {
        guard let first = watermark.map({ $0.next }) ?? UID.first, first <= last else { return nil }
        // What was there before us is never acknowledged, so nobody asks for its language.
        let isBacklog = first < known.firstUIDNext
        let end = isBacklog ? min(last, known.firstUIDNext.previous ?? last) : last
        return try await port.list(
            from: first, to: end, limit: Limits.fetchBatch, preview: isBacklog ? 0 : Limits.previewBytes)
    }
}

extension WalkEvent.WatchState {
    init(_ change: WatchedMailbox.Change, _ backlog: Backlog) {
        self =
            switch change {
            case .firstContact: .firstContact(backlog: backlog)
            case .unchanged: .resumed
            case .newGeneration: .newGeneration
            }
    }
}
