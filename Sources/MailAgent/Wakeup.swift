import MailRouting
import ServiceLifecycle
import Synchronization

/// A bell one loop rings and another waits for. A ring while nobody waits is kept; many rings are one.
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
    private func wait() async {
        await withTaskCancellationHandler {
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
        } onCancel: {
            ring()
        }
    }

    /// Waits for a ring, at most for the interval, and not beyond a graceful shutdown.
    func wait(atMost interval: Interval, _ time: Timekeeper) async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.wait() }
                // The only error is cancellation, and the end of the wait is what it asks for.
                group.addTask { do { try await time.sleep(interval) } catch {} }
                await group.next()
                group.cancelAll()
            }
        }
    }
}

extension Timekeeper {
    /// Waits out a backoff; a graceful shutdown or a cancelled task ends it early.
    func pause(_ interval: Interval) async {
        // The only error is cancellation, and the end of the pause is what it asks for.
        await cancelWhenGracefulShutdown { do { try await sleep(interval) } catch {} }
    }
}
