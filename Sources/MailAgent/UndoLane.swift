public import MailJournal
public import MailRouting
import ServiceLifecycle

/// Takes deliveries back: the second loop's lane for undos, of all accounts.
///
/// They are rare and written by another process, so nobody rings: the lane looks at the journal from time to time.
struct UndoLane: Service {
    let journal: Journal
    let performer: DeliveryPerformer
    let time: Timekeeper
    let interval: Interval
    let walk: @Sendable (WalkEvent) -> Void

    func run() async throws {
        while !isStopping {
            do {
                try await performDue()
                let next = try await journal.nextUndo()
                let wait = next.map { max(.milliseconds(1), min($0 - time.now(), interval)) } ?? interval
                if !isStopping { await time.pause(wait) }
            } catch {
                walk(.journalFault(error.description))
                await time.pause(Limits.journalPause)
            }
        }
    }

    /// Performs what is due, until nothing is.
    func performDue() async throws(JournalFault) {
        while !isStopping {
            let jobs = try await journal.claimUndos(limit: Limits.moveBatch, now: time.now())
            if jobs.isEmpty { return }
            let outcomes = await performer.takeBack(jobs)
            let settlements = zip(jobs, outcomes).map { Settlement(job: $0.id, outcome: $1, random: time.random()) }
            let states = await journal.settleInsistently(settlements, time, walk)
            for ((job, outcome), state) in zip(zip(jobs, outcomes), states) {
                if let state { report(job, outcome, state) }
            }
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    private func report(_ job: Job, _ outcome: Outcome, _ state: JobState) {
        guard case .undo(let undo) = job.work else { return }
        switch state {
        case .done(.returned(let location, let remarks)):
            walk(.returned(job.arrival, undo.destination, to: location, remarks: remarks))
        case .done:
            walk(
                .returned(
                    job.arrival, undo.destination, to: nil,
                    remarks: ["#\(job.arrival) is not there any more: not brought back"]))
        case .pending, .claimed, .retry, .uncertain, .held, .failed:
            walk(
                .unsettled(
                    job.arrival, .undo, subject: "#\(job.arrival) from \(undo.destination)", state, outcome.fault))
        }
    }
}

/// Performs undos without an agent: for the verb, while it holds the state folder's lock.
public struct UndoRun: Sendable {
    private let lane: UndoLane
    private let connections: AccountConnections

    public init(
        _ configuration: Configuration, journal: Journal,
        open: @escaping @Sendable (Account) async throws(MailboxFault) -> any MailboxPort,
        time: Timekeeper = .system, walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        connections = AccountConnections(configuration.accounts, time, open: open)
        lane = UndoLane(
            journal: journal,
            performer: DeliveryPerformer(
                connections: connections, journal: journal, settings: configuration.delivery),
            time: time, interval: Limits.laneInterval, walk: walk)
    }

    /// Takes up what an earlier run left, performs what is due, and closes its connections. What could not be done now is
    /// due later: the agent or the next undo does it.
    public func run() async throws(JournalFault) {
        _ = try await lane.journal.rescue(at: lane.time.reading())
        let result = await Result { () async throws(JournalFault) in try await lane.performDue() }
        await connections.close()
        try result.get()
    }
}

extension Result {
    fileprivate init(_ body: () async throws(Failure) -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
