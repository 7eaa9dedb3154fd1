import MailJournal
import MailRouting
import ServiceLifecycle

/// The second loop where it belongs to no account: sends acknowledgements, one lane for each submission host, and takes
/// deliveries back. The lanes of the deliveries run with their accounts (`AccountCrews`).
///
/// It runs in lanes, so that a server that is slow or down keeps nobody waiting but itself. Lanes meet in the journal only.
struct Dispatcher: Service {
    private let acknowledgements: [AcknowledgementLane]
    private let undos: UndoLane

    init(
        _ hosts: [SubmissionHost], balance: SubmissionBalance, rules: RuleBook, journal: Journal, ports: Ports,
        performer: DeliveryPerformer, time: Timekeeper, undoInterval: Interval,
        walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        acknowledgements = hosts.map { host in
            AcknowledgementLane(
                host: host, rules: rules, journal: journal, ports: ports, time: time, balance: balance, walk: walk)
        }
        undos = UndoLane(journal: journal, performer: performer, time: time, interval: undoInterval, walk: walk)
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in acknowledgements { group.addTask { try await lane.run() } }
            group.addTask { try await undos.run() }
            try await group.waitForAll()
        }
    }
}
