import MailJournal
import MailRouting
import ServiceLifecycle

extension Journal {
    /// Writes outcomes, as often as it takes: what has happened must not be forgotten because a disk is full. Only the
    /// end of the agent ends it; then the next start finds the notes and looks where the messages are.
    ///
    /// A journal that refuses an outcome as such is asked for each alone, so that one cannot keep the others from being
    /// written; it stays claimed, and the next start takes it up.
    ///
    /// - Returns: the new states in the order given; nil for what could not be written.
    nonisolated func settleInsistently(
        _ settlements: [Settlement], _ time: Timekeeper, _ walk: @Sendable (WalkEvent) -> Void
    ) async -> [JobState?] {
        while true {
            do {
                return try await settle(settlements, at: time.reading())
            } catch {
                walk(.journalFault(error.description))
                if case .other = error.kind {
                    guard settlements.count > 1 else { return [nil] }
                    var states: [JobState?] = []
                    for settlement in settlements {
                        states += await settleInsistently([settlement], time, walk)
                    }
                    return states
                }
                if Task.isShuttingDownGracefully || Task.isCancelled { return settlements.map { _ in nil } }
                await time.pause(Limits.journalPause)
            }
        }
    }

    /// Does what must be done before anything else, as often as it takes while the file cannot be written: a full disk at the
    /// start is waited out like any other.
    ///
    /// - Returns: nil when the agent was asked to stop before.
    func insistently<T: Sendable>(
        _ time: Timekeeper, _ walk: @Sendable (WalkEvent) -> Void,
        _ work: @Sendable (isolated Journal) throws(JournalFault) -> T
    ) async throws(JournalFault) -> T? {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do { return try work(self) } catch {
                guard error.isAboutTheFile else { throw error }
                walk(.journalFault(error.description))
                await waitForRoom(time)
            }
        }
        return nil
    }

    /// Waits until the journal can be written again, or the agent is asked to stop.
    nonisolated func waitForRoom(_ time: Timekeeper) async {
        repeat {
            await time.pause(Limits.journalPause)
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
        } while await findRoom() != nil
    }
}
