/// How fast a submission account is used: at full speed until its host asks for patience, then slower, then again faster.
///
/// Every throttle reply halves the rate and pauses the whole account, each time for longer; every few messages that are
/// accepted after it double the rate again. Times are handed in.
public struct Pace: Sendable, Equatable {
    /// How often the rate was halved; 0 is full speed.
    public private(set) var level = 0
    /// Nothing is sent before it.
    public private(set) var pausedUntil: Instant?
    private var acceptedAtLevel = 0
    /// Jobs that were answered with a throttle reply since anything was accepted after it.
    private var blamed: [JobID: Bool] = [:]

    public init() {}

    /// What the host's limits are cut down to.
    public func slowed(_ limits: RateLimits) -> RateLimits {
        RateLimits(perMinute: max(1, limits.perMinute >> level), perHour: max(1, limits.perHour >> level))
    }

    /// The host asked for patience.
    ///
    /// - Parameters:
    ///   - hint: how long it asked to wait, in its own words.
    ///   - random: in 0..<1. The pause is between half of its ceiling and the ceiling, never shorter than the hint.
    /// - Returns: the pause.
    @discardableResult
    public mutating func throttle(hint: Interval?, now: Instant, random: Double) -> Interval {
        let doublings = Int64(1) << Int64(min(level, 20))
        let ceiling = min(Limits.throttlePause.milliseconds * doublings, Limits.longestThrottlePause.milliseconds)
        let share = 0.5 + 0.5 * min(max(0, random), 1)
        let pause = max(Interval(milliseconds: Int64(Double(ceiling) * share)), hint ?? .milliseconds(0))
        level = min(level + 1, Limits.slowestPace)
        acceptedAtLevel = 0
        pausedUntil = max(pausedUntil ?? (now + pause), now + pause)
        return pause
    }

    /// A throttle reply was given to this job. True when it is the second for the same job while others went through
    /// in between: then it speaks about the message, whatever its code says, and the account is left as it is.
    public mutating func blames(_ job: JobID) -> Bool {
        if blamed[job] == true { return true }
        if blamed.count >= Limits.blamedJobs { blamed.removeAll() }
        blamed[job] = false
        return false
    }

    /// The host took responsibility for a message.
    public mutating func accept(_ job: JobID) {
        blamed[job] = nil
        for other in blamed.keys { blamed[other] = true }
        pausedUntil = nil
        guard level > 0 else { return }
        acceptedAtLevel += 1
        guard acceptedAtLevel >= Limits.acceptedPerLevel else { return }
        acceptedAtLevel = 0
        level -= 1
    }
}
