import MailAgent
import Synchronization
import Testing

/// The steps of the walk as they happen, for tests that wait for a condition and never for a time.
final class WalkLog: Sendable {
    private let events = Mutex<[WalkEvent]>([])

    @Sendable func note(_ event: WalkEvent) { events.withLock { $0.append(event) } }
    var all: [WalkEvent] { events.withLock { $0 } }
    func count(_ isMeant: (WalkEvent) -> Bool) -> Int { all.count(where: isMeant) }

    /// Returns once `isMet`; records an issue with the whole walk when that does not happen within the limit.
    func wait(
        _ what: Comment, atMost limit: Duration = .seconds(120),
        sourceLocation: Testing.SourceLocation = #_sourceLocation,
        until isMet: (WalkLog) async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while try await !isMet(self) {
            guard ContinuousClock.now < end else {
                Issue.record(
                    "\(what) did not happen; the walk was:\n\(all.map(\.description).joined(separator: "\n"))",
                    sourceLocation: sourceLocation)
                throw CancellationError()
            }
            // Polling a condition, not waiting for a time: nothing in the agent signals to tests.
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

extension WalkEvent {
    var isRouted: Bool { if case .routed = self { true } else { false } }
    var isSent: Bool { if case .sent = self { true } else { false } }
    var isWatching: Bool { if case .watching = self { true } else { false } }
    var isRecognised: Bool { if case .recognised = self { true } else { false } }
}
