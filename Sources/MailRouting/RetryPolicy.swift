/// Exponential backoff with full jitter, so that many jobs that failed together do not come back together.
public struct RetryPolicy: Sendable, Equatable {
    /// The ceiling of the first wait.
    public let base: Interval
    /// No wait is longer.
    public let cap: Interval
    /// An acknowledgement that is older is of no use to anybody any more, and a copy must not keep its message from its
    /// own department for ever.
    public let giveUpAfter: Interval

    public init(base: Interval, cap: Interval, giveUpAfter: Interval) {
        self.base = base
        self.cap = cap
        self.giveUpAfter = giveUpAfter
    }

    public static let delivery = RetryPolicy(base: .seconds(1), cap: .minutes(5), giveUpAfter: .days(36_500))
    public static let copy = RetryPolicy(base: .seconds(1), cap: .minutes(5), giveUpAfter: .days(3))
    public static let acknowledgement = RetryPolicy(base: .seconds(30), cap: .hours(1), giveUpAfter: .days(3))
    public static let connection = RetryPolicy(base: .seconds(1), cap: .minutes(5), giveUpAfter: .days(36_500))
    /// After a refused password: every try may count towards a lock-out.
    public static let rejectedCredentials = RetryPolicy(
        base: .minutes(2), cap: .minutes(15), giveUpAfter: .days(36_500))

    /// How long to wait before the attempt after `attempt` (1 or more): anything up to `min(cap, base * 2^(attempt-1))`,
    /// chosen by `random` in 0..<1, but never less than a tenth of that ceiling, so that no host is ever hammered.
    public func wait(attempt: Int, random: Double) -> Interval {
        let doublings = min(max(1, attempt), 41) - 1
        let (product, overflow) = base.milliseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        let ceiling = overflow ? cap.milliseconds : min(cap.milliseconds, product)
        let share = max(0.1, min(max(0, random), 1))
        return Interval(milliseconds: min(ceiling, Int64(exactly: (Double(ceiling) * share).rounded()) ?? ceiling))
    }

    public func next(attempt: Int, now: Instant, random: Double) -> Instant {
        now + wait(attempt: attempt, random: random)
    }
}
