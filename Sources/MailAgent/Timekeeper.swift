import Dispatch
import Foundation
import Glibc
public import MailRouting

/// Time and chance, handed in: the real ones in production, hand-moved and seeded ones in simulation.
public struct Timekeeper: Sendable {
    /// The wall clock.
    public let now: @Sendable () -> Instant
    /// Both clocks at once.
    public let reading: @Sendable () -> ClockReading
    /// Returns after the interval; throws `CancellationError` when the task is cancelled.
    public let sleep: @Sendable (Interval) async throws -> Void
    /// In 0..<1, for jitter.
    public let random: @Sendable () -> Double

    /// - Parameter steady: a clock nobody sets, since any origin that stays the same; nil when the wall clock is one.
    public init(
        now: @escaping @Sendable () -> Instant, steady: (@Sendable () -> Interval)? = nil,
        sleep: @escaping @Sendable (Interval) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
        reading = {
            let wall = now()
            return ClockReading(wall: wall, steady: steady?() ?? Interval(milliseconds: wall.milliseconds))
        }
    }

    public static let system = Timekeeper(
        now: { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) },
        steady: {
            // Goes on while the machine sleeps, as the hours of a provider do.
            var now = timespec()
            clock_gettime(CLOCK_BOOTTIME, &now)
            return Interval(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000)
        },
        sleep: { try await Task.sleep(for: .milliseconds(max(0, $0.milliseconds))) },
        random: { Double.random(in: 0..<1) })
}
