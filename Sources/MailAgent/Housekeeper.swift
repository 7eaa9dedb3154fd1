import MailJournal
import MailRouting
import ServiceLifecycle

/// Lets go of what is settled and older than the retention, and ends what can never be sent any more, once an hour.
struct Housekeeper: Service {
    let journal: Journal
    let hosts: [SubmissionHostName]
    /// What the configuration in force says.
    let retention: @Sendable () -> Retention
    let time: Timekeeper
    let walk: @Sendable (WalkEvent) -> Void

    func run() async throws {
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                let ended = try await journal.expireAcknowledgements(hosts: hosts, now: time.now())
                if ended > 0 { walk(.expired(ended)) }
                for kind in Retention.Kind.allCases {
                    let cut = time.now() - retention().interval(kind)
                    while try await journal.purge(kind, settledBefore: cut) > 0, !Task.isShuttingDownGracefully {}
                }
            } catch {
                walk(.journalFault(error.description))
            }
            await time.pause(Limits.housekeepingInterval)
        }
    }
}
