/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// The core never reads a clock: instants are handed in, so a decision can be replayed. Milliseconds fit the journal's
/// integers exactly, which keeps rate windows exact across restarts.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// Saturates at the ends of the scale.
    public init(seconds: Int64) { milliseconds = Interval.seconds(seconds).milliseconds }

    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// This instant moved by `interval`; saturates at the ends of the scale.
    public static func + (left: Instant, interval: Interval) -> Instant {
        let (sum, overflow) = left.milliseconds.addingReportingOverflow(interval.milliseconds)
        return Instant(milliseconds: overflow ? (interval.milliseconds < 0 ? .min : .max) : sum)
    }

    public static func - (left: Instant, interval: Interval) -> Instant {
        left + Interval(milliseconds: interval.milliseconds == .min ? .max : -interval.milliseconds)
    }

    /// The time from `right` to `left`; negative when `left` is earlier. Saturates.
    public static func - (left: Instant, right: Instant) -> Interval {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        return Interval(milliseconds: overflow ? (left < right ? .min : .max) : difference)
    }
}

/// A length of time in whole milliseconds.
public struct Interval: Hashable, Comparable, Sendable, Codable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public static func milliseconds(_ count: Int64) -> Interval { Interval(milliseconds: count) }
    public static func seconds(_ count: Int64) -> Interval { Interval(milliseconds: count).times(1000) }
    public static func minutes(_ count: Int64) -> Interval { seconds(count).times(60) }
    public static func hours(_ count: Int64) -> Interval { minutes(count).times(60) }
    public static func days(_ count: Int64) -> Interval { hours(count).times(24) }

    /// Saturates: a length may come from a file, and no file may stop the agent.
    private func times(_ factor: Int64) -> Interval {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: factor)
        return Interval(milliseconds: overflow ? (milliseconds < 0 ? .min : .max) : product)
    }

    public var seconds: Double { Double(milliseconds) / 1000 }
    public static func < (left: Interval, right: Interval) -> Bool { left.milliseconds < right.milliseconds }
}
