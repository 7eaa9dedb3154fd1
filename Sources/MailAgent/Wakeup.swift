import MailRouting
import ServiceLifecycle
import Synchronization

/// A bell one loop rings and another waits for. A ring while nobody waits is kept; many rings are one.
///
/// Waits are made of child tasks only. The library's own `cancelWhenGracefulShutdown` starts a task that is nobody's
/// child, for every wait: one more hop between threads, and out of sight of a simulation that runs the agent's steps one
/// after the other.
final class Wakeup: Sendable {
    private struct State {
        var rung = false
        var waiter: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.rung = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next ring, at once when one was kept, or when the task is cancelled or asked to shut down.
    func wait() async {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withCheckedContinuation { continuation in
                let goOn = state.withLock { state in
                    if state.rung || Task.isCancelled {
                        state.rung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if goOn { continuation.resume() }
            }
        } onCancelOrGracefulShutdown: {
            self.ring()
        }
    }

    /// Waits for a ring, at most for the interval, and not beyond a graceful shutdown.
    func wait(atMost interval: Interval, _ time: Timekeeper) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            // The only error is cancellation, and the end of the wait is what it asks for.
            group.addTask { do { try await time.sleep(interval) } catch {} }
            await group.next()
            group.cancelAll()
        }
    }
}

extension Timekeeper {
    /// Waits out a backoff; a graceful shutdown or a cancelled task ends it early.
    func pause(_ interval: Interval) async { await Wakeup().wait(atMost: interval, self) }
}

/// Runs an operation that is cancelled once the agent is asked to stop, or the bell rings.
func cancelWhenStopping<T: Sendable>(
    orRung bell: Wakeup = Wakeup(), _ operation: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            await bell.wait()
            return nil
        }
        // The first to end ends the other. The operation answers for itself, however it ended.
        while let ended = try await group.next() {
            group.cancelAll()
            if let ended { return ended }
        }
        throw CancellationError()
    }
}
