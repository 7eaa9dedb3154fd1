import ServiceLifecycleTestKit
import Synchronization

/// Asks an agent to stop, as SIGTERM does, and knows when it has ended.
final class Stopper: Sendable {
    private struct State {
        var trigger: GracefulShutdownTestTrigger?
        var hasEnded = false
    }
    private let state = Mutex(State())

    var trigger: GracefulShutdownTestTrigger? {
        get { state.withLock { $0.trigger } }
        set { state.withLock { $0.trigger = newValue } }
    }
    func stop() { trigger?.triggerGracefulShutdown() }
    func end() { state.withLock { $0.hasEnded = true } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
}
