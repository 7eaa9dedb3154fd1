import MailJournal
import MailRouting
import ServiceLifecycle

/// Looks from time to time what persons have paused, tells of changes and has the loops obey. The storm breaker's state
/// is heeded and told by the lanes themselves.
struct PauseWatch: Service {
    let journal: Journal
    let permits: AccountPermits
    let time: Timekeeper
    /// Pauses are written by other processes, so nobody rings.
    let interval: Interval
    let walk: @Sendable (WalkEvent) -> Void

    func run() async throws {
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            await time.pause(interval)
            do { try await look() } catch { walk(.journalFault(error.description)) }
        }
    }

    /// Also called before the loops start, so that nothing happens that is paused.
    func look() async throws(JournalFault) {
        let now = try await journal.pauses()
        let before = permits.note(now)
        for pause in now.all where pause.isOfAccounts && !before.all.contains(where: { $0.scope == pause.scope }) {
            walk(.paused(pause))
        }
        for pause in before.all where pause.isOfAccounts && !now.all.contains(where: { $0.scope == pause.scope }) {
            walk(.unpaused(pause.scope))
        }
    }
}

extension Pause {
    fileprivate var isOfAccounts: Bool { scope != .acknowledgements }
}
