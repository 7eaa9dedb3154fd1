import MailJournal
import MailRouting
import ServiceLifecycle

/// Lets go of what is settled and older than the retention, and ends what can never be sent any more, once an hour.
struct Housekeeper: Service {
    let journal: Journal
    let hosts: [SubmissionHostName]
    let time: Timekeeper
    let walk: @Sendable (WalkEvent) -> Void

    func run() async throws {
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                let ended = try await journal.expireAcknowledgements(hosts: hosts, now: time.now())
                if ended > 0 { walk(.expired(ended)) }
                let cut = time.now() - Limits.retention
                while try await journal.purge(settledBefore: cut) > 0, !Task.isShuttingDownGracefully {}
            } catch {
                walk(.journalFault(error.description))
            }
            await time.pause(Limits.housekeepingInterval)
        }
    }
}
