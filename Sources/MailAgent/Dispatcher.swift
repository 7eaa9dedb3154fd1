import MailJournal
import MailRouting
import ServiceLifecycle

/// The second loop: claims what is due from the journal, has it performed, and writes down what came of it.
///
/// It runs in lanes, one for the deliveries out of each account and one for each submission host, so that a server that
/// is slow or down keeps nobody waiting but itself. Lanes meet in the journal only.
struct Dispatcher: Service {
    private let deliveries: [DeliveryLane]
    private let acknowledgements: [AcknowledgementLane]
    private let undos: UndoLane
    private let balance: SubmissionBalance
    private let connections: [AccountName: AccountConnection]

    init(
        _ configuration: Configuration, journal: Journal, ports: Ports, time: Timekeeper, undoInterval: Interval,
        permits: AccountPermits, walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        let connections = Dictionary(
            uniqueKeysWithValues: configuration.accounts.map {
                ($0.name, AccountConnection($0, time, open: ports.mailbox))
            })
        let performer = DeliveryPerformer(
            connections: connections, journal: journal, settings: configuration.delivery)
        let departments = Dictionary(
            configuration.departments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let balance = SubmissionBalance(configuration.submissionHosts)
        acknowledgements = configuration.submissionHosts.map { host in
            AcknowledgementLane(
                host: host, departments: departments, windows: configuration.acknowledgements.windows,
                whenUncertain: configuration.acknowledgements.whenUncertain, journal: journal, ports: ports,
                time: time, balance: balance, walk: walk)
        }
        let settled: @Sendable () -> Void = { balance.ringAll() }
        deliveries = configuration.accounts.map { account in
            let bell = Wakeup()
            permits.add(bell, for: account.name)
            return DeliveryLane(
                account: account.name, journal: journal, performer: performer, permits: permits, time: time,
                bell: bell, settled: settled, walk: walk)
        }
        undos = UndoLane(journal: journal, performer: performer, time: time, interval: undoInterval, walk: walk)
        self.balance = balance
        self.connections = connections
    }

    /// New jobs are in the journal: deliveries out of `account`, acknowledgements for any host.
    @Sendable func wake(_ account: AccountName) {
        for lane in deliveries where lane.account == account { lane.bell.ring() }
        balance.ringAll()
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in deliveries { group.addTask { try await lane.run() } }
            for lane in acknowledgements { group.addTask { try await lane.run() } }
            group.addTask { try await undos.run() }
            try await group.waitForAll()
        }
        for connection in connections.values { await connection.close() }
    }
}
