import MailJournal
import MailRouting
import MailTransport

/// The first loop's hands: from what a mailbox lists to decisions and jobs in the journal. It never touches a server.
struct ArrivalHandler: Sendable {
    let journal: Journal
    let rules: RuleBook
    let time: Timekeeper
    let walk: @Sendable (WalkEvent) -> Void
    /// Tells the second loop that there are new jobs: deliveries out of the account, acknowledgements.
    let wake: @Sendable (AccountName) -> Void
    let planner: AcknowledgementPlanner

    /// Writes down a batch of entries, decides what is new, and writes that down.
    ///
    /// The second loop is not told; whoever calls this knows when there is enough for it to do.
    ///
    /// - Parameter watermark: everything up to here was looked at.
    func handle(
        _ entries: [MailboxEntry], upTo watermark: UID, in mailbox: WatchedMailbox, backlog: Backlog
    ) async throws(JournalFault) {
        let arrivals = entries.map { entry in
            Arrival(
                location: Location(mailbox: mailbox.address, uidValidity: mailbox.uidValidity, uid: entry.uid),
                fingerprint: entry.fingerprint, internalDate: entry.internalDate, flags: entry.flags,
                header: entry.header)
        }
        let recorded = try await journal.record(
            arrivals, in: mailbox, watermark: watermark, backlog: backlog, now: time.now())
        let previews = Dictionary(entries.map { ($0.uid, $0.preview) }, uniquingKeysWith: { first, _ in first })
        try await decide(recorded, in: mailbox) { previews[$0] ?? nil }
    }

    /// Decides what an earlier process wrote down and could not decide any more.
    func recover(_ mailbox: WatchedMailbox) async throws(JournalFault) {
        while true {
            let left = try await journal.undecided(in: mailbox, limit: Limits.recoveryBatch)
            if left.isEmpty { break }
            try await decide(left, in: mailbox) { _ in nil }
        }
        wake(mailbox.address.account)
    }

    private func decide(
        _ recorded: [RecordedArrival], in mailbox: WatchedMailbox, preview: (UID) -> [UInt8]?
    ) async throws(JournalFault) {
        let router = rules.router
        var decided: [DecidedArrival] = []
        var locations: [Location] = []
        for item in recorded {
            let location = item.arrival.location
            guard item.disposition == .new else {
                walk(.recognised(location, as: item.disposition.words))
                continue
            }
            let message = MessageParser.parse(
                header: item.arrival.header, textPreview: preview(location.uid),
                size: Int(item.arrival.fingerprint.size))
            walk(.arrived(location, subject: message.subject, from: message.from.first))
            let decision = router.decide(
                message,
                Circumstances(
                    mailbox: mailbox.address.account, arrivedAt: item.arrival.internalDate,
                    isBacklog: item.isBacklog, now: time.now()))
            let destination = rules.destination(of: decision, from: mailbox.address)
            locations.append(location)
            decided.append(
                DecidedArrival(
                    id: item.id, decision: decision, ruleSet: router.ruleSet.version, source: mailbox.address,
                    destination: destination, copies: rules.copies(of: decision, besides: destination),
                    acknowledgement: planner.plan(decision, message, item.arrival)))
        }
        guard !decided.isEmpty else { return }
        let written = try await journal.commit(decided, now: time.now())
        for ((location, item), decision) in zip(zip(locations, decided), written) {
            walk(.decided(location, decision, destination: item.destination))
            if case .refused(_, let refusal) = decision.acknowledgement { walk(.refused(location, refusal)) }
        }
    }
}

extension RecordedArrival.Disposition {
    fileprivate var words: String {
        switch self {
        case .new: "new"
        case .own: "our own delivery, stays"
        case .known: "dealt with before UIDVALIDITY changed, stays"
        case .ignored: "was there before us, stays"
        }
    }
}
