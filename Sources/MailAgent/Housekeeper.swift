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
                let cut = time.now() - Limits.retention
                while try await journal.purge(settledBefore: cut) > 0, !Task.isShuttingDownGracefully {}
            } catch {
                walk(.journalFault(error.description))
            }
            await time.pause(Limits.housekeepingInterval)
        }
    }
}
