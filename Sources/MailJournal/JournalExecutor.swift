import Dispatch

/// Runs the journal's actor on one queue of its own: SQLite blocks, and the cooperative pool must not.
final class JournalExecutor: SerialExecutor {
    // No higher class: only the system's administrator may be less nice, and for others the library prints a line each time.
    private let queue = DispatchQueue(label: "mailroom.journal")

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async { unowned.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
