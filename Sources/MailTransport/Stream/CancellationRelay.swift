import Synchronization

/// Carries a task's cancellation to whichever connection the task is using, also to one it opens later.
final class CancellationRelay: Sendable {
    private struct State {
        var isCancelled = false
        var canceller: StreamCanceller?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock(\.isCancelled) }

    /// From now on `canceller` is told; at once, if the task was cancelled already.
    func adopt(_ canceller: StreamCanceller) {
        let isCancelled = state.withLock { state in
            state.canceller = canceller
            return state.isCancelled
        }
        if isCancelled { canceller.cancel() }
    }

    func cancel() {
        let canceller = state.withLock { state in
            state.isCancelled = true
            return state.canceller
        }
        canceller?.cancel()
    }
}
