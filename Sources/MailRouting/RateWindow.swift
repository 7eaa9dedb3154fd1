/// Sliding windows over the instants at which something was sent: exact, not bucketed.
///
/// A window is half open: what was sent at `t` counts until just before `t + width`. So "5 a minute" holds for any 60
/// seconds an observer may choose, not only for the minutes of the clock.
public struct RateWindow: Sendable, Equatable {
    public let width: Interval
    public let limit: Int
    public init(width: Interval, limit: Int) {
        self.width = width
        self.limit = limit
    }

    /// The earliest instant, not before `now`, at which one more may be sent.
    ///
    /// - Parameter sent: earlier instants in any order. Instants after `now` (the wall clock was set back) count as
    ///   sent just now, so that a clock change can delay a message but never let one too many through.
    public func earliest(sent: [Instant], now: Instant) -> Instant {
        guard limit > 0 else { return Instant(milliseconds: .max) }
        let counted = sent.map { min($0, now) }.filter { now - $0 < width }.sorted()
        guard counted.count >= limit else { return now }
        return counted[counted.count - limit] + width
    }
}

extension RateLimits {
    public var windows: [RateWindow] {
        [RateWindow(width: .minutes(1), limit: perMinute), RateWindow(width: .hours(1), limit: perHour)]
    }
    /// The earliest instant that every window allows.
    public func earliest(sent: [Instant], now: Instant) -> Instant {
        windows.map { $0.earliest(sent: sent, now: now) }.max() ?? now
    }
}
