import MailJournal
import MailRouting
import ServiceLifecycle

/// Lets go of what is settled and older than the retention, once an hour.
struct Housekeeper: Service {
    let journal: Journal
    let time: Timekeeper
    let walk: @Sendable (WalkEvent) -> Void

    func run() async throws {
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                _ = try await journal.purge(settledBefore: time.now() - Limits.retention)
            } catch {
                walk(.journalFault(error.description))
            }
            await time.pause(Limits.housekeepingInterval)
        }
    }
}
