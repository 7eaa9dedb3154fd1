/// Why a message went where it went: recorded by the evaluation that decided, never made up afterwards.
public struct Explanation: Sendable, Equatable {
    public let steps: [Step]
    public init(steps: [Step]) { self.steps = steps }

    /// One line of the rules (or the gate), with what came of it.
    public struct Step: Sendable, Equatable {
        /// What kind of line the step is about.
        public enum Kind: String, Sendable {
            case priorityLine, group, routeLine, otherwise, also, acknowledgement, gate
        }
        public let kind: Kind
        /// The line's identifier, the group's name, or the gate's reason.
        public let name: String
        public let location: SourceLocation?
        public let verdict: Verdict
        /// Nil for lines without a condition.
        public let condition: ConditionTrace?
        /// What the line did, in words: `priority critical`, `department support`. Nil when it did nothing.
        public let effect: String?

        public init(
            kind: Kind, name: String, location: SourceLocation?, verdict: Verdict, condition: ConditionTrace?,
            effect: String?
        ) {
            self.kind = kind
            self.name = name
            self.location = location
            self.verdict = verdict
            self.condition = condition
            self.effect = effect
        }
    }
}

/// Three-valued: a condition on an unknown fact is unknown, and so is its negation (Kleene's strong logic).
public enum Verdict: String, Sendable {
    case yes, no, unknown
}

/// One condition in words, the value it saw and what came of it.
public struct ConditionTrace: Sendable, Equatable {
    /// `the subject has one of the words urgent, dringend, eilt`
    public let words: String
    /// The value it looked at, shortened and safe to print; nil for all, any, not.
    public let seen: String?
    /// The term that matched, when there was one.
    public let matched: String?
    public let verdict: Verdict
    public let location: SourceLocation?
    /// How it joins its children; nil for a condition that looks at the message itself.
    public let join: Join?
    /// Only the ones that were evaluated: a decided `any` does not look further.
    public let children: [ConditionTrace]

    public enum Join: String, Sendable {
        case all = "all of"
        case any = "any of"
        case not
    }

    public init(
        words: String, seen: String?, matched: String? = nil, verdict: Verdict, location: SourceLocation?
    ) {
        self.words = words
        self.seen = seen
        self.matched = matched
        self.verdict = verdict
        self.location = location
        join = nil
        children = []
    }

    public init(joining children: [ConditionTrace], by join: Join, _ verdict: Verdict) {
        words = join == .all && children.isEmpty ? "always" : join.rawValue
        seen = nil
        matched = nil
        self.verdict = verdict
        location = nil
        self.join = join
        self.children = children
    }
}
