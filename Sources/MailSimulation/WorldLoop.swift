import Glibc
import Synchronization

/// Runs everything of one world on the thread that drives it, one job after the other, in the order in which they became
/// ready.
///
/// So a run depends on nothing but its seed, "nothing is ready" is the same as "everybody waits", and no wait costs time.
final class WorldLoop: TaskExecutor {
    private struct Ready {
        let job: UnownedJob
        /// Runs as the journal's, not as nobody's.
        let isJournal: Bool
    }
    private struct State {
        var jobs: [Ready] = []
        var next = 0
        var strangers = 0
    }
    private let state = Mutex(State())
    private let home = pthread_self()

    func enqueue(_ job: consuming ExecutorJob) { add(UnownedJob(job), isJournal: false) }

    fileprivate func add(_ job: UnownedJob, isJournal: Bool) {
        state.withLock { state in
            state.jobs.append(Ready(job: job, isJournal: isJournal))
            if pthread_equal(pthread_self(), home) == 0 { state.strangers += 1 }
        }
    }

    /// Jobs that came from another thread: whatever made them is not under the loop's control, and the run cannot be
    /// repeated.
    var strangers: Int { state.withLock { $0.strangers } }

    /// Runs until nothing is ready.
    ///
    /// - Returns: false when that did not happen within `limit` jobs: somebody goes round in circles.
    func drain(journal: JournalSeat, atMost limit: Int = 1_000_000) -> Bool {
        for _ in 0..<limit {
            let ready = state.withLock { state -> Ready? in
                guard state.next < state.jobs.count else {
                    state.jobs.removeAll(keepingCapacity: true)
                    state.next = 0
                    return nil
                }
                defer { state.next += 1 }
                return state.jobs[state.next]
            }
            guard let ready else { return true }
            if ready.isJournal {
                ready.job.runSynchronously(
                    isolatedTo: journal.asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            } else {
                ready.job.runSynchronously(on: asUnownedTaskExecutor())
            }
        }
        return false
    }
}

/// Where the journal's operations run in a simulated world: on the loop's thread, in turn with everything else.
final class JournalSeat: SerialExecutor {
    private let loop: WorldLoop

    init(_ loop: WorldLoop) { self.loop = loop }
    func enqueue(_ job: consuming ExecutorJob) { loop.add(UnownedJob(job), isJournal: true) }
}
