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
    /// Set where other agents watch the same mailboxes: then nothing is decided before it is claimed.
    let claim: AgentClaim?
    let slot: @Sendable (AccountName) -> CrashSlot
    /// Which simulated week a marked message is of; nil when its seal is not ours.
    let simulation: @Sendable (Message) -> SimulationID?

    /// Writes down a batch of entries, decides what is new, and writes that down.
    ///
    /// The second loop is not told; whoever calls this knows when there is enough for it to do.
    ///
    /// - Parameter watermark: everything up to here was looked at.
    /// - Returns: what cannot be decided by the header alone, to be read and handed to `decide`; where messages are
    ///   claimed, all that is new, to be claimed and handed to `settle` first. Until then it stands in the journal as
    ///   undecided.
    func handle(
        _ entries: [MailboxEntry], upTo watermark: UID, in mailbox: WatchedMailbox, backlog: Backlog
    ) async throws(JournalFault) -> [ParsedArrival] {
        let arrivals = entries.map { entry in
            Arrival(
                location: Location(mailbox: mailbox.address, uidValidity: mailbox.uidValidity, uid: entry.uid),
                fingerprint: entry.fingerprint, internalDate: entry.internalDate, flags: entry.flags,
                header: entry.header, simulation: simulation(of: entry, in: mailbox.address.account))
        }
        let recorded = try await journal.record(
            arrivals, in: mailbox, watermark: watermark, backlog: backlog, claim: claim, now: time.now())
        let previews = Dictionary(entries.map { ($0.uid, $0.preview) }, uniquingKeysWith: { first, _ in first })
        let parsed = parse(recorded) { previews[$0] ?? nil }
        return claim == nil ? try await decide(parsed, in: mailbox, isRead: false) : parsed
    }

    /// Goes on with what was claimed or is only observed, and lets go of the rest.
    ///
    /// - Returns: what cannot be decided by the header alone.
    func settle(
        _ arrivals: [ParsedArrival], _ result: ClaimResult, in mailbox: WatchedMailbox
    ) async throws(JournalFault) -> [ParsedArrival] {
        let isOurs = { (item: RecordedArrival) in item.isObserved || result.won.contains(item.arrival.location.uid) }
        let others = arrivals.map(\.item).filter { !isOurs($0) }
        let theirs = others.filter { result.lost.contains($0.arrival.location.uid) }
        let gone = others.filter { !result.lost.contains($0.arrival.location.uid) }
        if !others.isEmpty { try await journal.concede(theirs: theirs.map(\.id), vanished: gone.map(\.id)) }
        for item in theirs { walk(.recognised(item.id, item.arrival.location, as: "claimed by another agent")) }
        for item in gone { walk(.vanished(item.id, item.arrival.location)) }
        let ours = arrivals.filter { isOurs($0.item) }
        return ours.isEmpty ? [] : try await decide(ours, in: mailbox, isRead: false)
    }

    /// Decides what was written down and could not be decided any more: the process or the connection had ended.
    ///
    /// - Returns: as `handle`, of one batch; nil when nothing is left.
    func recover(_ mailbox: WatchedMailbox) async throws(JournalFault) -> [ParsedArrival]? {
        let left = try await journal.undecided(in: mailbox, limit: Limits.recoveryBatch)
        if left.isEmpty { return nil }
        let parsed = parse(left) { _ in nil }
        return claim == nil ? try await decide(parsed, in: mailbox, isRead: false) : parsed
    }

    /// Decides about messages that were read, or cannot be: then what is behind their header stays unknown.
    func decide(_ read: [ParsedArrival], in mailbox: WatchedMailbox) async throws(JournalFault) {
        if !read.isEmpty { _ = try await decide(read, in: mailbox, isRead: true) }
    }

    /// What strangers write is real mail whatever it says. Only what bears the mark is looked at more closely.
    private func simulation(of entry: MailboxEntry, in account: AccountName) -> SimulationID? {
        guard SimulationKey.mayBeMarked(entry.header) else { return nil }
        return slot(account).reading {
            simulation(
                MessageParser.parse(header: entry.header, textPreview: nil, size: Int(entry.fingerprint.size)))
        }
    }

    private func parse(_ recorded: [RecordedArrival], preview: (UID) -> [UInt8]?) -> [ParsedArrival] {
        recorded.compactMap { item in
            let location = item.arrival.location
            guard item.disposition == .new else {
                walk(.recognised(item.id, location, as: item.disposition.words))
                return nil
            }
            let message = slot(location.mailbox.account).reading {
                MessageParser.parse(
                    header: item.arrival.header, textPreview: preview(location.uid),
                    size: Int(item.arrival.fingerprint.size))
            }
            walk(
                .arrived(item.id, location, subject: message.subject, from: message.from.first)
                    .of(simulated: item.arrival.simulation != nil))
            return ParsedArrival(item: item, message: message)
        }
    }

    /// Decides what can be decided and writes it down; returns the rest.
    private func decide(
        _ arrivals: [ParsedArrival], in mailbox: WatchedMailbox, isRead: Bool
    ) async throws(JournalFault) -> [ParsedArrival] {
        // Taken once: a swap in the middle changes nothing of these.
        let rules = rules.inForce
        let router = rules.router
        let known = try await knownSenders(of: arrivals, router)
        let reports = isRead ? [] : try await reports(among: arrivals)
        var unread: [ParsedArrival] = []
        var decided: [DecidedArrival] = []
        var locations: [Location] = []
        for arrival in arrivals {
            let (item, message) = (arrival.item, arrival.message)
            let circumstances = Circumstances(
                mailbox: mailbox.address.account, arrivedAt: item.arrival.internalDate, discovery: item.discovery,
                now: time.now(), receivingServer: rules.receivingServer(of: mailbox.address.account),
                isKnownSender: known.flatMap { message.isWritten(byOneOf: $0) }, simulation: item.arrival.simulation)
            let answer: Decision? = slot(mailbox.address.account).reading {
                isRead ? router.decide(message, circumstances) : router.answer(message, circumstances)
            }
            guard let decision = answer, !reports.contains(item.id) else {
                unread.append(arrival)
                continue
            }
            let destination = rules.destination(of: decision, from: mailbox.address)
            locations.append(item.arrival.location)
            decided.append(
                DecidedArrival(
                    id: item.id, decision: decision, circumstances: circumstances,
                    attachments: message.body?.attachments,
                    programParts: message.body?.programParts ?? [], ruleSet: router.ruleSet.version,
                    source: mailbox.address,
                    destination: destination, copies: rules.copies(of: decision, besides: destination),
                    acknowledgement: rules.planner.plan(decision, message, item.arrival),
                    response: message.acknowledgementResponse(token: router.responseGuard.policy.loopToken),
                    isObserved: item.isObserved))
        }
        if decided.isEmpty { return unread }
        let written = try await journal.commit(decided, windows: rules.windows, now: time.now())
        for ((location, item), decision) in zip(zip(locations, decided), written) {
            let tell = { (event: WalkEvent) in walk(event.of(simulated: item.circumstances.simulation != nil)) }
            if item.isObserved {
                tell(.observed(item.id, location, decision, destination: item.destination))
                continue
            }
            tell(.decided(item.id, location, decision, destination: item.destination))
            if case .refused(_, let refusal) = decision.acknowledgement { tell(.refused(item.id, location, refusal)) }
        }
        try await tellResponses(decided, locations)
        return unread
    }

    /// Those whose body says whether one of our acknowledgements came back. Read only when we have sent any, and never
    /// what was there before us: that is no answer to us.
    private func reports(among arrivals: [ParsedArrival]) async throws(JournalFault) -> Set<ArrivalID> {
        let reports = arrivals.filter {
            $0.item.discovery != .backlog && !$0.item.isObserved && $0.message.mayBeDeliveryReport
        }.map(\.item.id)
        guard !reports.isEmpty, try await journal.hasAcknowledged() else { return [] }
        return Set(reports)
    }

    private func tellResponses(_ decided: [DecidedArrival], _ locations: [Location]) async throws(JournalFault) {
        let places = Dictionary(
            zip(decided, locations).filter { $0.0.response != nil }.map { ($0.0.id, $0.1) },
            uniquingKeysWith: { first, _ in first })
        if places.isEmpty { return }
        for response in try await journal.responses(among: places.keys.sorted()) {
            if let location = places[response.arrival] { walk(.answered(location, response)) }
        }
        if let state = try await journal.untoldSending() { walk(.sending(state)) }
    }

    /// Keys of the authors that were answered before; nil when the rules do not ask.
    private func knownSenders(
        of arrivals: [ParsedArrival], _ router: Router
    ) async throws(JournalFault) -> Set<String>? {
        guard router.demand.knownSender else { return nil }
        return try await journal.acknowledged(
            among: Set(arrivals.flatMap { $0.message.from.map(\.key) }),
            includingSimulated: router.responseGuard.policy.simulationSink == .senders)
    }
}

/// A new arrival with the facts of its header.
struct ParsedArrival: Sendable {
    let item: RecordedArrival
    var message: Message
}

extension Message {
    /// Nil when nobody can tell who wrote it.
    fileprivate func isWritten(byOneOf known: Set<String>) -> Bool? {
        from.isEmpty ? nil : from.contains { known.contains($0.key) }
    }
}

extension RecordedArrival.Disposition {
    fileprivate var words: String {
        switch self {
        case .new: "new"
        case .own: "our own delivery, stays"
        case .known: "dealt with before UIDVALIDITY changed, stays"
        case .ignored: "was there before us, stays"
        case .theirs: "claimed by another agent"
        }
    }
}
