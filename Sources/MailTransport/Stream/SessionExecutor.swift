import Synchronization

/// Runs one session's jobs one after the other on a ``WorkerPool``.
///
/// A session is an actor with this as its `unownedExecutor`: its C calls are then plain synchronous calls inside actor
/// methods, off the cooperative pool, and nothing can come between two of them except at an `await`.
public final class SessionExecutor: SerialExecutor {
    private struct Jobs {
        var waiting: [UnownedJob] = []
        var isRunning = false
    }

    private let pool: WorkerPool
    private let slot: CrashSlot
    private let jobs = Mutex(Jobs())

    /// - Parameter slot: what a crash of the thread that runs these jobs is put down to.
    public init(pool: WorkerPool, slot: CrashSlot = .none) {
        self.pool = pool
        self.slot = slot
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustStart = jobs.withLock { jobs in
            jobs.waiting.append(job)
            defer { jobs.isRunning = true }
            return !jobs.isRunning
        }
        if mustStart { pool.submit { self.drain() } }
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    private func drain() {
        slot.reading { runJobs() }
    }

    private func runJobs() {
        while true {
            let batch = jobs.withLock { jobs in
                defer { jobs.waiting.removeAll(keepingCapacity: true) }
                jobs.isRunning = !jobs.waiting.isEmpty
                return jobs.waiting
            }
            if batch.isEmpty { return }
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }
}
