import MailJournal
import MailRouting
import MailTransport

/// Carries out deliveries so that a message is never without a confirmed copy and never has two.
///
/// Inside an account one UID MOVE does it, and only COPYUID proves it. Between accounts the copy is made first: what is
/// about to be appended, and the UIDNEXT it must lie above, are in the journal before APPEND; whoever finds that note
/// after a crash looks for the copy before making another; the source is put away only when the copy is confirmed.
/// Copies for further departments go the same ways, and their source stays.
struct DeliveryPerformer: Sendable {
    let connections: AccountConnections
    let journal: Journal
    let settings: DeliverySettings

    /// Performs what `Journal.claimDeliveries` gave out together: one job, or several that one command can carry.
    ///
    /// - Returns: the outcome of each job, in order.
    func perform(_ jobs: [Job]) async -> [Outcome] {
        let deliveries = jobs.compactMap(\.work.delivery)
        guard deliveries.count == jobs.count, let first = deliveries.first, let job = jobs.first else {
            return jobs.map { _ in .permanent(Fault(cause: "not a delivery")) }
        }
        let isCopy = job.work.kind == .copy
        if !first.staysInAccount {
            var outcomes = [await carry(first, job.id, puttingAway: !isCopy)]
            // Claims between accounts are single; should there be more, they wait for their own turn.
            outcomes += jobs.dropFirst().map { _ in .transient(Fault(cause: "claimed together by mistake")) }
            return outcomes
        }
        let found = await withMark(deliveries, jobs.map(\.id)) { mark, isRetry, port throws(MailboxFault) in
            isCopy
                ? try await copy(deliveries, above: mark, isRetry: isRetry, port)
                : try await move(deliveries, above: mark, isRetry: isRetry, port)
        }
        return deliveries.map { found[$0.source.uid] ?? .transient(Fault(cause: "the server did not say")) }
    }

    func connection(_ account: AccountName) throws(MailboxFault) -> AccountConnection {
        guard let connection = connections[account] else {
            throw .refused(Fault(cause: "there is no account \(account) in the configuration"))
        }
        return connection
    }

    /// What a fault of a mailbox means for a delivery.
    static func outcome(_ fault: MailboxFault) -> Outcome {
        switch fault {
        case .lost(let fault), .rejected(let fault), .throttled(let fault): .transient(fault)
        case .refused(let fault): .permanent(fault)
        case .unsafe(let fault): .hold(.unsafeServer(fault.description))
        case .limit(let fault): .hold(.limit(fault.description))
        }
    }
}
