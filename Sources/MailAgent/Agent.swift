public import MailJournal
public import MailRouting
public import MailTransport
public import ServiceLifecycle

/// The whole agent: the two loops with the journal between them, as services to be run together.
///
/// The first loop is a `MailboxWatcher` for every mailbox with one `ArrivalHandler` behind them; the second is a
/// `DeliveryLane` for every account and the `Dispatcher`. They share nothing but the journal and a few bells.
public struct Agent: Service {
    let journal: Journal
    let rules: RuleBook
    private let ports: Ports
    private let time: Timekeeper
    private let undoInterval: Interval
    private let lastCrash: CrashMark.Crash?
    let board: WatchBoard
    private let walk: @Sendable (WalkEvent) -> Void

    /// - Parameters:
    ///   - rules: with the configuration; what replaces them is followed.
    ///   - undoInterval: how often to look whether somebody else wrote an undo or a pause into the journal.
    ///   - lastCrash: how the last run ended, when it crashed.
    ///   - walk: told of every step as it happens, on whatever thread; must be quick.
    public init(
        journal: Journal, rules: RuleBook, ports: Ports, time: Timekeeper = .system,
        undoInterval: Interval = .minutes(1), lastCrash: CrashMark.Crash? = nil,
        walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        self.journal = journal
        self.rules = rules
        self.ports = ports
        self.time = time
        self.undoInterval = undoInterval
        self.lastCrash = lastCrash
        board = WatchBoard(rules.inForce.configuration.accounts)
        self.walk = walk
    }

    /// Runs until a graceful shutdown or cancellation; then finishes what is under way and closes its connections.
    public func run() async throws {
        guard let identity = try await begin() else { return }
        let configuration = rules.inForce.configuration
        let hosts = configuration.submissionHosts
        let permits = AccountPermits()
        let pauseWatch = PauseWatch(
            journal: journal, permits: permits, time: time, interval: undoInterval, walk: walk)
        try await pauseWatch.look()

        let connections = AccountConnections(configuration.accounts, time, open: ports.mailbox)
        let performer = DeliveryPerformer(
            connections: connections, journal: journal, settings: configuration.delivery)
        let balance = SubmissionBalance(hosts)
        let claim: AgentClaim? =
            switch configuration.delivery.claim {
            case .none: nil
            case .keyword: AgentClaim(agent: identity)
            }
        let crews = AccountCrews(
            journal: journal, rules: rules, ports: ports, permits: permits, connections: connections,
            performer: performer, balance: balance, claim: claim, board: board, time: time, walk: walk)
        let dispatcher = Dispatcher(
            hosts, balance: balance, rules: rules, journal: journal, ports: ports, performer: performer, time: time,
            undoInterval: undoInterval, walk: walk)
        let housekeeper = Housekeeper(
            journal: journal, hosts: hosts.map(\.name), retention: { [rules] in rules.inForce.configuration.retention },
            time: time, walk: walk)
        try await run([crews, dispatcher, housekeeper, pauseWatch])
        await connections.close()
    }

    /// Takes up what the last run left, once the journal can be written.
    ///
    /// - Returns: who this agent is among others; nil when it was asked to stop before.
    private func begin() async throws(JournalFault) -> String? {
        let configuration = rules.inForce.configuration
        return try await journal.insistently(time, walk) { journal throws(JournalFault) in
            // The axis of the rate windows goes on from here, before anything takes its time: a clock that is set from now on
            // is known to have been set.
            try journal.keepTime(at: time.reading())
            let rescued = try journal.rescue(at: time.reading())
            // The last that can fail for want of room: it must not be written twice.
            if let lastCrash {
                let blamed = configuration.accounts.filter { lastCrash.accounts.contains($0.name) }
                try journal.recordCrash(of: blamed, signal: lastCrash.signal, now: time.now())
                walk(.crashed(lastCrash.accounts, signal: lastCrash.signal))
            }
            for account in configuration.accounts {
                if let parked = try journal.parked(account) { walk(.parked(account.name, crashes: parked.crashes)) }
            }
            if rescued > 0 { walk(.rescued(rescued)) }
            return try journal.identity()
        }
    }

    private func run(_ services: [any Service]) async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for service in services { group.addTask { try await service.run() } }
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            walk(.stopping)
        }
    }
}
