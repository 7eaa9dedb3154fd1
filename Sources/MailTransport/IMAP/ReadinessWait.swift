import Dispatch
import Synchronization

/// One wait for a descriptor to become readable, without a thread: Dispatch watches it with all the others.
///
/// The waiter goes on only after Dispatch has let go of the descriptor, so that it may then be closed.
final class ReadinessWait: Sendable {
    enum Outcome: Sendable {
        case readable, timedOut, cancelled
    }

    /// Kept so that whoever ends the wait can cancel them.
    ///
    /// `@unchecked Sendable`: Dispatch sources may be cancelled from any thread; the overlay does not say so on Linux.
    private struct Sources: @unchecked Sendable {
        let reader: any DispatchSourceRead
        let timer: any DispatchSourceTimer

        func cancel() {
            timer.cancel()
            reader.cancel()
        }
    }

    private struct State {
        var outcome: Outcome?
        var sources: Sources?
    }

    private let state = Mutex(State())

    /// Ends the wait, or one that is about to begin. Thread-safe; the first call counts.
    func end(_ outcome: Outcome) {
        state.withLock { state in
            guard state.outcome == nil else { return }
            state.outcome = outcome
            state.sources?.cancel()
        }
    }

    /// Waits, once, until `descriptor` is readable, `duration` has passed or someone calls ``end(_:)``.
    func wait(for descriptor: Int32, atMost duration: Duration) async -> Outcome {
        let (seconds, attoseconds) = duration.components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let queue = DispatchQueue.global()
            let reader = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            let timer = DispatchSource.makeTimerSource(queue: queue)
            reader.setEventHandler { self.end(.readable) }
            reader.setCancelHandler { continuation.resume() }
            timer.setEventHandler { self.end(.timedOut) }
            timer.schedule(deadline: .now() + .milliseconds(max(0, milliseconds)), leeway: .milliseconds(50))
            let sources = Sources(reader: reader, timer: timer)
            let hasEnded = state.withLock { state in
                state.sources = sources
                return state.outcome != nil
            }
            timer.activate()
            reader.activate()
            if hasEnded { sources.cancel() }
        }
        return state.withLock { state in
            state.sources = nil
            return state.outcome ?? .cancelled
        }
    }
}
