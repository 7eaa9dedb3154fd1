public import MailAgent
import Synchronization

/// The steps of the walk as they happen, for whoever waits for a condition and never for a time.
public final class WalkLog: Sendable {
    private let events = Mutex<[WalkEvent]>([])

    public init() {}

    @Sendable public func note(_ event: WalkEvent) { events.withLock { $0.append(event) } }
    /// Every step so far, in order.
    public var all: [WalkEvent] { events.withLock { $0 } }
    public func count(_ isMeant: (WalkEvent) -> Bool) -> Int { all.count(where: isMeant) }

    /// Returns once `isMet`.
    ///
    /// - Throws: `WalkUnrest`, with the whole walk, when that does not happen within the limit.
    public func wait(
        _ what: String, atMost limit: Duration = .seconds(120), until isMet: (WalkLog) async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while try await !isMet(self) {
            guard ContinuousClock.now < end else { throw WalkUnrest(missing: what, walk: all) }
            // Polling a condition, not waiting for a time: nothing in the agent signals to whoever watches it.
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// What was waited for did not happen.
public struct WalkUnrest: Error, CustomStringConvertible {
    let missing: String
    let walk: [WalkEvent]
    public var description: String {
        "\(missing) did not happen; the walk was:\n\(walk.map(\.description).joined(separator: "\n"))"
    }
}

extension WalkEvent {
    public var isRouted: Bool { if case .routed = self { true } else { false } }
    public var isSent: Bool { if case .sent = self { true } else { false } }
    public var isWatching: Bool { if case .watching = self { true } else { false } }
    public var isRecognised: Bool { if case .recognised = self { true } else { false } }
}
