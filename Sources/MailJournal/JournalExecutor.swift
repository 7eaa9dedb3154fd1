import Dispatch

/// Runs the journal's actor on one queue of its own: SQLite blocks, and the cooperative pool must not.
final class JournalExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "mailroom.journal", qos: .userInitiated)

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async { unowned.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
