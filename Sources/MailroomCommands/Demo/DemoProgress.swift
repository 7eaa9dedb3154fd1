import MailAgent
import MailRouting
import Synchronization

/// Counts the steps of the walk, so that the demo goes on when something has happened and not when time has passed.
final class DemoProgress: Sendable {
    struct Counts: Sendable {
        var watching = 0
        var decided = 0
        /// Messages that stand where they belong.
        var settled = 0
        var sent = 0
    }

    private struct State {
        var counts = Counts()
        var waiters: [(isMet: @Sendable (Counts) -> Bool, continuation: CheckedContinuation<Bool, Never>)] = []
    }
    private let state = Mutex(State())

    func isShown(_ event: WalkEvent) -> Bool {
        // The agent's own deliveries are seen again by the watcher of the department; that is not worth a line here.
        if case .recognised = event { false } else { true }
    }

    func note(_ event: WalkEvent) {
        let met = state.withLock { state in
            switch event.plain {
            case .watching: state.counts.watching += 1
            case .decided(_, let location, _, let destination):
                state.counts.decided += 1
                if location.mailbox == destination { state.counts.settled += 1 }
            case .routed: state.counts.settled += 1
            case .sent: state.counts.sent += 1
            default: break
            }
            let counts = state.counts
            let met = state.waiters.filter { $0.isMet(counts) }
            state.waiters.removeAll { $0.isMet(counts) }
            return met
        }
        for waiter in met { waiter.continuation.resume(returning: true) }
    }

    /// Waits until the counts satisfy `isMet`; false when they have not within the time.
    @discardableResult
    func wait(
        _ what: String, atMost limit: Duration, until isMet: @escaping @Sendable (Counts) -> Bool
    ) async throws -> Bool {
        let isDone = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await withCheckedContinuation { continuation in
                    let already = self.state.withLock { state in
                        if isMet(state.counts) { return true }
                        state.waiters.append((isMet, continuation))
                        return false
                    }
                    if already { continuation.resume(returning: true) }
                }
            }
            group.addTask {
                // Cancelled from outside is given up as well: nobody may wait for ever.
                do { try await Task.sleep(for: limit) } catch {}
                self.giveUp()
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        if !isDone { Terminal.note("gave up waiting until \(what)") }
        return isDone
    }

    private func giveUp() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: false) }
    }
}
