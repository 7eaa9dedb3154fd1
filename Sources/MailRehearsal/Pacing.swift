public import MailRouting

/// A run of a week as its clock goes: running, paused, stopped or over, and which message comes next.
///
/// Pure: what the clock shows is handed in with every question, as the time since any origin on a clock nobody sets.
public struct Pacing: Sendable, Equatable {
    /// Where a run stands.
    public enum State: String, Sendable, CaseIterable {
        case running
        /// Nothing comes until somebody lets it go on.
        case paused
        /// Nothing comes any more, because somebody said so.
        case stopped
        /// Everything came.
        case over
    }
    /// What somebody may ask of a run.
    public enum Wish: String, Sendable, CaseIterable {
        case pause, resume, stop
    }
    /// What is to be done now.
    public enum Step: Sendable, Equatable {
        /// This message is due; the next question is about the one after it.
        case deliver(Int)
        /// Nothing is due for so long, unless somebody wishes otherwise.
        case wait(Interval)
        /// Nothing is due until somebody wishes otherwise.
        case hold
        /// Nothing comes any more.
        case end
    }

    /// When each message comes.
    public let timetable: Timetable
    public private(set) var state = State.running
    /// How many messages were given out.
    public private(set) var delivered = 0
    /// What had passed of the run at `since`.
    private var passed = Interval.milliseconds(0)
    private var since: Interval

    /// A run that starts now.
    public init(_ timetable: Timetable, at now: Interval) {
        self.timetable = timetable
        since = now
    }

    /// How much of the run has passed. Pauses are none of it, except by the clock of the machine, which nobody stops.
    public func elapsed(at now: Interval) -> Interval {
        let isGoing = state == .running || timetable.speed == .real
        return isGoing ? .milliseconds(passed.milliseconds + now.milliseconds - since.milliseconds) : passed
    }

    /// What the simulated clock shows; nil when there are no messages.
    public func shows(at now: Interval) -> Instant? { timetable.shows(after: elapsed(at: now), delivered: delivered) }

    /// What is to be done now.
    public mutating func next(at now: Interval) -> Step {
        switch state {
        case .stopped, .over: return .end
        case .paused: return .hold
        case .running:
            guard delivered < timetable.count else {
                turn(.over, at: now)
                return .end
            }
            let left = timetable.due(delivered).milliseconds - elapsed(at: now).milliseconds
            guard left <= 0 else { return .wait(.milliseconds(left)) }
            delivered += 1
            return .deliver(delivered - 1)
        }
    }

    /// - Returns: False when that changes nothing, as a pause of what is paused.
    public mutating func take(_ wish: Wish, at now: Interval) -> Bool {
        guard let state = Self.after(wish, in: state) else { return false }
        turn(state, at: now)
        return true
    }

    /// The table of what a wish does; nil for nothing.
    static func after(_ wish: Wish, in state: State) -> State? {
        switch (state, wish) {
        case (.running, .pause): .paused
        case (.paused, .resume): .running
        case (.running, .stop), (.paused, .stop): .stopped
        default: nil
        }
    }

    private mutating func turn(_ state: State, at now: Interval) {
        passed = elapsed(at: now)
        since = now
        self.state = state
    }
}
