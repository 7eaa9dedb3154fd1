public import MailRouting

/// When each message of a week is due, counted from the start of its run, and what the simulated clock shows meanwhile.
///
/// The simulated clock begins with the first message: what lies before it is nobody's time. By the clock of the machine
/// it begins with the start of the run, and the first message has to be waited for.
public struct Timetable: Sendable, Equatable {
    /// How fast the simulated clock runs.
    public let speed: Speed
    /// By arrival.
    private let arrivals: [Instant]
    /// After so much of the run, by arrival.
    private let due: [Interval]

    /// - Parameters:
    ///   - arrivals: The instants at which the messages arrive, in order.
    ///   - skippingNights: Leave out every stretch of four hours and more in which nothing arrives. Not by the clock of
    ///     this machine, which leaves nothing out.
    ///   - start: What the clock of this machine shows when the run starts; only that of `Speed.real` depends on it.
    public init(_ arrivals: [Instant], speed: Speed, skippingNights: Bool = false, start: Instant) {
        self.speed = speed
        self.arrivals = arrivals
        switch speed {
        case .max: due = arrivals.map { _ in .milliseconds(0) }
        case .real: due = arrivals.map { max(.milliseconds(0), $0 - start) }
        case .times(let factor):
            var due: [Interval] = []
            var left = Interval.milliseconds(0)
            for (index, arrival) in arrivals.enumerated() {
                let gap = index > 0 ? arrival - arrivals[index - 1] : .milliseconds(0)
                if skippingNights, gap >= Limits.night { left = left + gap }
                due.append((arrival - arrivals[0] - left).divided(by: factor))
            }
            self.due = due
        }
    }

    /// How many messages there are.
    public var count: Int { due.count }
    /// How long the run takes until the last message came, if nobody pauses it.
    public var length: Interval { due.last ?? .milliseconds(0) }

    /// After how much of the run a message is due.
    public func due(_ index: Int) -> Interval { due[index] }

    /// What the simulated clock shows when so many messages came and so much of the run has passed; nil when there are
    /// no messages.
    ///
    /// It never shows a time before the last message that came, or after the next one.
    public func shows(after elapsed: Interval, delivered: Int) -> Instant? {
        guard let first = arrivals.first else { return nil }
        guard delivered > 0 else {
            // By the clock of the machine the first message is still to come.
            return speed == .real ? first - (max(.milliseconds(0), due[0] - elapsed)) : first
        }
        let last = arrivals[delivered - 1]
        guard delivered < arrivals.count else { return last }
        let passed = max(.milliseconds(0), elapsed - due[delivered - 1])
        let next = arrivals[delivered]
        switch speed {
        case .max: return last
        case .real: return min(next, last + passed)
        // A stretch that is left out is not walked through.
        case .times(let factor):
            let isLeftOut = (due[delivered] - due[delivered - 1]).milliseconds == 0 && next > last
            return isLeftOut ? last : min(next, last + passed.divided(by: 1 / factor))
        }
    }
}

extension Interval {
    fileprivate static func + (left: Interval, right: Interval) -> Interval {
        .milliseconds(left.milliseconds + right.milliseconds)
    }
    fileprivate static func - (left: Interval, right: Interval) -> Interval {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
    fileprivate func divided(by factor: Double) -> Interval {
        let quotient = (Double(milliseconds) / factor).rounded(.down)
        // A slow factor makes a long week: at most as long as an interval can be.
        return .milliseconds(Int64(exactly: quotient) ?? (quotient < 0 ? .min : .max))
    }
}
