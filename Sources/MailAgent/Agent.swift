public import MailJournal
public import MailRouting
public import MailTransport
public import ServiceLifecycle

/// The whole agent: the two loops with the journal between them, as services to be run together.
///
/// The first loop is a `MailboxWatcher` for every mailbox with one `ArrivalHandler` behind them; the second is the
/// `Dispatcher`. They share nothing but the journal and a few bells.
public struct Agent: Service {
    let configuration: Configuration
    let journal: Journal
    private let rules: RuleBook
    private let ports: Ports
    private let time: Timekeeper
    private let undoInterval: Interval
    private let lastCrash: CrashMark.Crash?
    let board: WatchBoard
    private let walk: @Sendable (WalkEvent) -> Void

    /// - Parameters:
    ///   - undoInterval: how often to look whether somebody else wrote an undo or a pause into the journal.
    ///   - lastCrash: how the last run ended, when it crashed.
    ///   - walk: told of every step as it happens, on whatever thread; must be quick.
    public init(
        _ configuration: Configuration, journal: Journal, rules: RuleBook, ports: Ports,
        time: Timekeeper = .system, undoInterval: Interval = .minutes(1), lastCrash: CrashMark.Crash? = nil,
        walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        self.configuration = configuration
        self.journal = journal
        self.rules = rules
        self.ports = ports
        self.time = time
        self.undoInterval = undoInterval
        self.lastCrash = lastCrash
        board = WatchBoard(configuration.accounts)
        self.walk = walk
    }

    /// Runs until a graceful shutdown or cancellation; then finishes what is under way and closes its connections.
    public func run() async throws {
        guard let identity = try await begin() else { return }
        let permits = AccountPermits()
        let pauseWatch = PauseWatch(
            journal: journal, permits: permits, time: time, interval: undoInterval, walk: walk)
        try await pauseWatch.look()

        let dispatcher = Dispatcher(
            configuration, journal: journal, ports: ports, time: time, undoInterval: undoInterval, permits: permits,
            walk: walk)
        let claim: AgentClaim? =
            switch configuration.delivery.claim {
            case .none: nil
            case .keyword: AgentClaim(agent: identity)
            }
        let handler = ArrivalHandler(
            journal: journal, rules: rules,
            receivingServers: Dictionary(
                configuration.accounts.map { ($0.name, $0.receivingServer) }, uniquingKeysWith: { first, _ in first }),
            time: time, walk: walk, wake: dispatcher.wake,
            planner: AcknowledgementPlanner(departments: configuration.departments),
            windows: configuration.acknowledgements.windows, claim: claim, slot: ports.slot)
        let watchers = configuration.accounts.flatMap { account in
            account.watch.map { mailbox in
                MailboxWatcher(
                    account: account, mailbox: mailbox, open: ports.mailbox, journal: journal, handler: handler,
                    permits: permits, time: time, board: board, walk: walk)
            }
        }
        let housekeeper = Housekeeper(
            journal: journal, hosts: configuration.submissionHosts.map(\.name), time: time, walk: walk)
        try await run(watchers + [dispatcher, housekeeper, pauseWatch])
    }

    /// Takes up what the last run left, once the journal can be written.
    ///
    /// - Returns: who this agent is among others; nil when it was asked to stop before.
    private func begin() async throws(JournalFault) -> String? {
        try await journal.insistently(time, walk) { journal throws(JournalFault) in
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
