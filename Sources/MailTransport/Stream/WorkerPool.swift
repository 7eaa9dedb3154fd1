import Glibc

/// A bounded pool of threads of our own, on which blocking C calls may wait.
///
/// Swift's cooperative pool has as many threads as cores: two sessions that wait for a server would stop everything
/// else. Threads start when there is work for them and live as long as the pool; idle sessions hold none.
public final class WorkerPool: Sendable {
    private let line: Line

    /// - Parameters:
    ///   - threads: how many sessions may be in the middle of a command at once.
    ///   - stackSize: bytes of stack a thread gets.
    public init(threads: Int = Limits.workerThreads, stackSize: Int = Limits.workerStackSize) {
        line = Line(threads: max(1, threads), stackSize: stackSize)
    }

    /// Lets so many sessions be in the middle of a command at once; never fewer than before.
    public func admit(_ threads: Int) { line.admit(threads) }

    deinit { line.end() }

    /// Runs `work` on one of the threads, after what was submitted before it has started.
    func submit(_ work: @escaping @Sendable () -> Void) { line.append(work) }
}

/// The queue that the threads share. They hold it, not the pool, so that the pool's end can reach them.
///
/// `@unchecked Sendable`: every mutable property is touched with `mutex` held only.
private final class Line: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var limit: Int
    private let stackSize: Int
    private var waiting: [@Sendable () -> Void] = []
    private var taken = 0
    private var threads = 0
    private var idle = 0
    private var ended = false

    init(threads: Int, stackSize: Int) {
        limit = threads
        self.stackSize = stackSize
        let mutexMade = pthread_mutex_init(mutex, nil)
        let conditionMade = pthread_cond_init(changed, nil)
        precondition(mutexMade == 0 && conditionMade == 0, "no memory for a mutex")
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func admit(_ threads: Int) {
        pthread_mutex_lock(mutex)
        limit = max(limit, threads)
        pthread_mutex_unlock(mutex)
    }

    func append(_ work: @escaping @Sendable () -> Void) {
        pthread_mutex_lock(mutex)
        waiting.append(work)
        let backlog = waiting.count - taken
        if backlog > idle && threads < limit && startThread() { threads += 1 }
        // A pool that cannot start its first thread would leave the caller waiting for ever.
        precondition(threads > 0, "the system refuses to start a thread")
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Lets the threads finish what is queued and leave.
    func end() {
        pthread_mutex_lock(mutex)
        ended = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    private func next() -> (@Sendable () -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while taken == waiting.count {
            if ended { return nil }
            idle += 1
            pthread_cond_wait(changed, mutex)
            idle -= 1
        }
        let work = waiting[taken]
        taken += 1
        if taken == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            taken = 0
        } else if taken >= 1024 {
            waiting.removeFirst(taken)
            taken = 0
        }
        return work
    }

    private func startThread() -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0,
            pthread_attr_setstacksize(&attributes, stackSize) == 0
        else { return false }
        var thread = pthread_t()
        let line = Unmanaged.passRetained(self)
        let started = pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer else { return nil }
                let line = Unmanaged<Line>.fromOpaque(pointer).takeRetainedValue()
                while let work = line.next() { work() }
                return nil
            }, line.toOpaque())
        if started != 0 { line.release() }
        return started == 0
    }
}
