public import MailJournal
public import MailRouting
public import ServiceLifecycle

/// The whole agent: the two loops with the journal between them, as services to be run together.
///
/// Every mailbox has a watcher, every account a lane of deliveries, every submission host a lane of acknowledgements.
/// They share nothing but the journal, the rules and a few bells.
public struct Agent: Service {
    private let configuration: Configuration
    private let journal: Journal
    private let rules: RuleBook
    private let ports: Ports
    private let time: Timekeeper
    private let walk: @Sendable (WalkEvent) -> Void

    /// - Parameter walk: told of every step as it happens, on whatever thread; must be quick.
    public init(
        _ configuration: Configuration, journal: Journal, rules: RuleBook, ports: Ports,
        time: Timekeeper = .system, walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        self.configuration = configuration
        self.journal = journal
        self.rules = rules
        self.ports = ports
        self.time = time
        self.walk = walk
    }

    /// Runs until a graceful shutdown or cancellation; then finishes what is under way and closes its connections.
    public func run() async throws {
        let rescued = try await journal.rescue(now: time.now())
        if rescued > 0 { walk(.rescued(rescued)) }

        let acknowledging = configuration.submissionHosts.map { _ in Wakeup() }
        let delivering = Dictionary(uniqueKeysWithValues: configuration.accounts.map { ($0.name, Wakeup()) })
        let connections = Dictionary(
            uniqueKeysWithValues: configuration.accounts.map {
                ($0.name, AccountConnection($0, time, open: ports.mailbox))
            })
        let wake: @Sendable (AccountName) -> Void = { account in
            delivering[account]?.ring()
            for bell in acknowledging { bell.ring() }
        }
        let handler = ArrivalHandler(
            journal: journal, rules: rules, time: time, walk: walk, wake: wake,
            planner: AcknowledgementPlanner(departments: configuration.departments))
        let performer = DeliveryPerformer(
            connections: connections, journal: journal, settings: configuration.delivery)

        var services: [any Service] = [Housekeeper(journal: journal, time: time, walk: walk)]
        for account in configuration.accounts {
            for mailbox in account.watch {
                services.append(
                    MailboxWatcher(
                        account: account, mailbox: mailbox, open: ports.mailbox, journal: journal, handler: handler,
                        time: time, walk: walk))
            }
            if let bell = delivering[account.name] {
                services.append(
                    DeliveryLane(
                        account: account.name, journal: journal, performer: performer, time: time, bell: bell,
                        settled: { for bell in acknowledging { bell.ring() } }, walk: walk))
            }
        }
        for (host, bell) in zip(configuration.submissionHosts, acknowledging) {
            services.append(
                AcknowledgementLane(
                    host: host, departments: rules.departments, journal: journal, ports: ports, time: time,
                    bell: bell, walk: walk))
        }
        try await run(services)
        for connection in connections.values { await connection.close() }
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
