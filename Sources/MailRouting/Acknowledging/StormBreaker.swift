/// Stops all acknowledgements when what comes back shows that they do harm, or when there are suddenly far too many.
///
/// The windows bound what one sender or domain can cause; this bounds what many can together. Routing goes on. Pure:
/// counts are handed in, the state is written down by the journal.
public enum StormBreaker {
    /// Whether acknowledgements go out, since when, and why not.
    public enum State: Sendable, Equatable {
        /// Acknowledgements go out. What happened before the instant is not held against them.
        case closed(since: Instant)
        /// They are stopped, until an hour passes in which nothing comes back, or a person decides otherwise.
        case open(Cause, since: Instant)
        /// A person stopped them; only a person lets them go on.
        case paused(since: Instant)

        public var isClosed: Bool { if case .closed = self { true } else { false } }
        /// When it began.
        public var since: Instant {
            switch self {
            case .closed(let since), .open(_, let since), .paused(let since): since
            }
        }
    }

    /// What stopped them.
    public enum Cause: Sendable, Equatable {
        /// So many of the acknowledgements of the last ten minutes caused a bounce or an automatic reply.
        case responses(Int, of: Int)
        /// So many went out in an hour in which the week's norm is so much less.
        case rate(Int, norm: Int)
    }

    /// What was counted, since the state began and no longer ago than each figure says.
    public struct Evidence: Sendable, Equatable {
        /// Acknowledgements to which a first or further response came in the last ten minutes.
        public var answered: Int
        /// Those, and all that were sent in the last ten minutes.
        public var recent: Int
        /// Sent in the last hour.
        public var sentInHour: Int
        /// Nil while there is no norm.
        public var norm: Int?
        /// Of anything that came back, ever.
        public var lastResponse: Instant?

        public init(
            answered: Int = 0, recent: Int = 0, sentInHour: Int = 0, norm: Int? = nil, lastResponse: Instant? = nil
        ) {
            self.answered = answered
            self.recent = recent
            self.sentInHour = sentInHour
            self.norm = norm
            self.lastResponse = lastResponse
        }
    }

    /// The next state. A state that stays keeps its instant.
    public static func after(_ state: State, _ evidence: Evidence, now: Instant) -> State {
        switch state {
        case .closed: return cause(evidence).map { .open($0, since: now) } ?? state
        case .open:
            return (reopening(state, lastResponse: evidence.lastResponse) ?? now) <= now
                ? .closed(since: now) : state
        case .paused: return state
        }
    }

    /// When a stop ends by itself if nothing comes back until then; nil when it does not.
    public static func reopening(_ state: State, lastResponse: Instant?) -> Instant? {
        guard case .open(_, let since) = state else { return nil }
        return max(since, lastResponse ?? since) + quiet
    }

    private static func cause(_ evidence: Evidence) -> Cause? {
        if evidence.answered >= leastResponses, evidence.answered * share > evidence.recent {
            return .responses(evidence.answered, of: evidence.recent)
        }
        if let norm = evidence.norm, evidence.sentInHour > max(norm * growth, leastRate) {
            return .rate(evidence.sentInHour, norm: norm)
        }
        return nil
    }

    /// The busiest hour of an ordinary day of the week before: of each of the seven days the busiest hour, and of these
    /// the middle one, so that neither a quiet week-end nor one bad day makes the norm. Mail comes in office hours, so
    /// a mean over the week would be passed threefold every Monday. Days before the first count for nothing.
    ///
    /// - Parameter counts: what was sent in each hour, by the number of the hour since 1970.
    /// - Returns: nil when nothing was sent more than a day ago: a norm needs a past.
    public static func norm(perHour counts: [Int64: Int], now: Instant) -> Int? {
        let present = hour(of: now)
        guard let first = counts.keys.min(), first < present - 24 else { return nil }
        // The last hour is what is compared with it.
        let end = present - 1
        let busiest = (0..<days).filter { first < end - 24 * $0 }.map { day in
            (end - 24 * (day + 1)..<end - 24 * day).map { counts[$0, default: 0] }.max() ?? 0
        }
        return busiest.sorted()[busiest.count / 2]
    }

    /// The number of the hour since 1970.
    public static func hour(of instant: Instant) -> Int64 { instant.milliseconds / Interval.hours(1).milliseconds }

    /// What "just now" is for responses.
    public static let recently = Interval.minutes(10)
    /// An hour without any response ends a stop.
    public static let quiet = Interval.hours(1)
    /// One response in five or fewer acknowledgements is the ordinary share of absences and mistyped addresses.
    static let share = 5
    /// Two responses can be chance, whatever the share.
    static let leastResponses = 3
    static let growth = 3
    /// Below this an hour is no storm, however quiet the week was: two thirds of what one host takes by default.
    static let leastRate = 20
    static let days: Int64 = 7
}

extension StormBreaker.Cause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .responses(let answered, let recent):
            "\(answered) of the last \(recent) acknowledgements caused bounces or automatic replies"
        case .rate(let sent, let norm):
            "\(sent) acknowledgements in an hour, where the busiest hour of an ordinary day has \(norm)"
        }
    }
}

extension StormBreaker.State: CustomStringConvertible {
    /// In words, without the instant.
    public var description: String {
        switch self {
        case .closed: "acknowledgements go out"
        case .open(let cause, _): "acknowledgements are stopped: \(cause)"
        case .paused: "acknowledgements are stopped by a person"
        }
    }
}
