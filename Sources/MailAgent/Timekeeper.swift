import Dispatch
import Foundation
public import MailRouting

/// Time and chance, handed in: the real ones in production, hand-moved and seeded ones in simulation.
public struct Timekeeper: Sendable {
    /// The wall clock.
    public let now: @Sendable () -> Instant
    /// Returns after the interval; throws `CancellationError` when the task is cancelled.
    public let sleep: @Sendable (Interval) async throws -> Void
    /// In 0..<1, for jitter.
    public let random: @Sendable () -> Double

    public init(
        now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Interval) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    public static let system = Timekeeper(
        now: { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        sleep: { try await Task.sleep(for: .milliseconds(max(0, $0.milliseconds))) },
        random: { Double.random(in: 0..<1) })
}
