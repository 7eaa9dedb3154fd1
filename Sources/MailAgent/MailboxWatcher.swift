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
    let time: Timekeeper
    let walk: @Sendable (WalkEvent) -> Void

    private var address: MailboxAddress { MailboxAddress(account: account.name, mailbox: mailbox) }

    func run() async throws {
        var failures = 0
        while !isStopping {
            let again: Interval
            do {
                let port = try await open(account)
                do {
                    try await watch(port) { failures = 0 }
                    await port.close()
                    return
                } catch {
                    await port.close()
                    throw error
                }
            } catch let fault as MailboxFault {
                failures += 1
                if isStopping { return }
                let policy: RetryPolicy = if case .rejected = fault { .rejectedCredentials } else { .connection }
                again = policy.wait(attempt: failures, random: time.random())
                walk(.interrupted(address, fault.fault, again: again))
            } catch let fault as JournalFault {
                // Nothing was written, so nothing is known to have arrived: look again from the old watermark.
                again = Limits.journalPause
                walk(.journalFault(fault.description))
            }
            await time.pause(again)
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// Catches up and waits, until the connection fails or the agent stops.
    private func watch(_ port: any MailboxPort, succeeded: () -> Void) async throws {
        let status = try await port.select(mailbox)
        var known = try await journal.contact(address, status, backlog: account.backlog, now: time.now())
        walk(.watching(address, status, WalkEvent.WatchState(known.change, account.backlog)))
        try await handler.recover(known)
        var watermark = known.watermark
        var uidNext = status.uidNext
        while !isStopping {
            watermark = try await catchUp(port, known, from: watermark, to: uidNext)
            // One full pass: the connection has shown that it works, so the next failure starts with a short wait.
            succeeded()
            let current = try await port.select(mailbox)
            guard current.uidValidity == known.uidValidity else {
                known = try await journal.contact(address, current, backlog: account.backlog, now: time.now())
                walk(.watching(address, current, WalkEvent.WatchState(known.change, account.backlog)))
                (watermark, uidNext) = (known.watermark, current.uidNext)
                continue
            }
            uidNext = current.uidNext
            if let last = uidNext.previous, watermark.map({ $0 < last }) ?? true { continue }
            try await wait(port)
            uidNext = try await port.status(mailbox, creating: false).uidNext
        }
    }

    /// Waits for a hint, or for the poll interval.
    private func wait(_ port: any MailboxPort) async throws {
        let interval = min(account.pollInterval, Limits.idleInterval)
        let hinted = try await cancelWhenGracefulShutdown { try await port.idle(atMost: interval) }
        if !hinted, !isStopping { await time.pause(interval) }
    }

    /// Records everything above the watermark, in batches.
    ///
    /// - Returns: the new watermark.
    private func catchUp(
        _ port: any MailboxPort, _ known: WatchedMailbox, from watermark: UID?, to uidNext: UID
    ) async throws -> UID? {
        guard let last = uidNext.previous else { return watermark }
        var watermark = watermark
        var width = UInt64(Limits.fetchBatch)
        while !isStopping {
            guard let first = watermark.map({ $0.next }) ?? UID.first, first <= last else { break }
            let end = UID(min(UInt64(last.value), UInt64(first.value) + width - 1)) ?? last
            // What was there before us is never acknowledged, so nobody asks for its language.
            let preview = end < known.firstUIDNext ? 0 : Limits.previewBytes
            let entries = try await port.entries(from: first, to: end, preview: preview)
            try await handler.handle(entries, upTo: end, in: known, backlog: account.backlog)
            watermark = end
            // Over a stretch of UIDs that are gone, take longer steps.
            width =
                entries.isEmpty
                ? min(width * 2, UInt64(Limits.fetchBatch * Limits.sparseGrowth)) : UInt64(Limits.fetchBatch)
        }
        return watermark
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
