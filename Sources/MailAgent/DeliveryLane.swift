import MailJournal
import MailRouting
import ServiceLifecycle

/// The second loop for one account: claims deliveries and copies out of it, performs them, writes down what came of them.
struct DeliveryLane: Service {
    let account: AccountName
    let journal: Journal
    let performer: DeliveryPerformer
    let permit: AccountPermit
    let time: Timekeeper
    let bell: Wakeup
    /// Called after outcomes were written: acknowledgements wait for their deliveries.
    let settled: @Sendable () -> Void
    let walk: @Sendable (WalkEvent) -> Void

    /// Works in rounds: each takes what was there when it began and then waits to be called again.
    ///
    /// So a message that comes alone is moved at once, and an inbox that is being read in by the thousand is moved in
    /// large sets instead of the few messages that were decided a moment ago.
    func run() async throws {
        while !isStopping {
            guard permit.isGiven else {
                await bell.wait(atMost: Limits.laneInterval, time)
                continue
            }
            do {
                try await journal.keepTime(at: time.reading())
                let newest = try await journal.newestJob()
                while !isStopping, permit.isGiven {
                    let jobs = try await journal.claimDeliveries(
                        from: account, upTo: newest, limit: Limits.moveBatch, now: time.now())
                    if jobs.isEmpty { break }
                    let outcomes = await performer.perform(jobs)
                    await settle(jobs, outcomes)
                }
                let next = try await journal.nextDelivery(from: account, upTo: newest)
                if !isStopping { await bell.wait(atMost: waitingTime(until: next), time) }
            } catch {
                walk(.journalFault(error.description))
                await time.pause(Limits.journalPause)
            }
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled || permit.isEnded }

    private func waitingTime(until next: Instant?) -> Interval {
        guard let next else { return Limits.laneInterval }
        return max(.milliseconds(1), min(next - time.now(), Limits.laneInterval))
    }

    private func settle(_ jobs: [Job], _ outcomes: [Outcome]) async {
        let settlements = zip(jobs, outcomes).map { Settlement(job: $0.id, outcome: $1, random: time.random()) }
        let states = await journal.settleInsistently(settlements, time, walk)
        for ((job, outcome), state) in zip(zip(jobs, outcomes), states) {
            if let state { report(job, outcome, state) }
        }
        settled()
    }

    private func report(_ job: Job, _ outcome: Outcome, _ state: JobState) {
        guard let delivery = job.work.delivery else { return }
        let tell = { (event: WalkEvent) in walk(event.of(simulated: job.isSimulated)) }
        switch state {
        case .done(.delivered(let copy, _)) where job.work.kind == .copy:
            tell(.copied(job.arrival, delivery.source, to: copy, delivery.destination))
        case .done(.delivered(let copy, _)): tell(.routed(job.arrival, delivery.source, to: copy, delivery.destination))
        case .done: tell(.vanished(job.arrival, delivery.source))
        case .pending, .claimed, .retry, .uncertain, .held, .failed:
            tell(.unsettled(job.arrival, job.work.kind, subject: "\(delivery.source)", state, outcome.fault))
        }
    }
}

extension Outcome {
    /// The fault behind anything but success.
    var fault: Fault? {
        switch self {
        case .completed, .hold: nil
        case .transient(let fault), .throttled(let fault, _), .permanent(let fault), .uncertain(let fault): fault
        }
    }
}
