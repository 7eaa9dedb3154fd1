/// Which lines of a rule set have matched, and which of its conditions were seen both ways, over many decisions.
///
/// Counted from explanations, which the deciding evaluation itself records: a line counts as reached only when it did
/// what it is there for, and a condition that was never asked counts as never seen.
public struct Coverage: Sendable {
    public struct Line: Sendable {
        public let kind: Explanation.Step.Kind
        /// As `Explanation.Step.name`.
        public let name: String
        public let location: SourceLocation
        /// How often it matched.
        public fileprivate(set) var matches = 0
        /// Conditions that join no others, in the order they are written in.
        public fileprivate(set) var conditions: [Leaf]
        /// A group does nothing by itself: its lines count, and its conditions.
        public var isUnreached: Bool { matches == 0 && kind != .group }
    }

    public struct Leaf: Sendable {
        /// `the subject has one of the words urgent, dringend`
        public let words: String
        public let location: SourceLocation
        public fileprivate(set) var verdicts: [Verdict: Int] = [:]
        /// Yes at least once and no at least once: only then has anybody seen that it makes a difference.
        public var wasSeenBothWays: Bool { verdicts[.yes] != nil && verdicts[.no] != nil }
    }

    /// Priority lines, routes with their groups and choices of acknowledgement, `otherwise`, `also` lines.
    public private(set) var lines: [Line] = []
    private var numbers: [Key: Int] = [:]

    private struct Key: Hashable {
        let kind: Explanation.Step.Kind
        let name: String
    }

    public init(of rules: RuleSet) {
        for line in rules.priorityLines { add(.priorityLine, line.id.rawValue, line.location, line.condition) }
        for route in rules.routes {
            switch route {
            case .line(let line): add(line)
            case .group(let group):
                add(.group, group.name, group.location, group.condition)
                for line in group.lines { add(line) }
            }
        }
        add(rules.otherwise, as: .otherwise)
        for line in rules.also { add(.also, line.id.rawValue, line.location, line.condition) }
    }

    /// Counts what one decision looked at.
    public mutating func add(_ explanation: Explanation) {
        for step in explanation.steps {
            guard let number = numbers[Key(kind: step.kind, name: step.name)] else { continue }
            if step.verdict == .yes { lines[number].matches += 1 }
            if let condition = step.condition { lines[number].count(condition) }
        }
    }

    private mutating func add(_ line: RouteLine, as kind: Explanation.Step.Kind = .routeLine) {
        add(kind, line.id.rawValue, line.location, line.condition)
        for (number, choice) in line.acknowledge.choices.enumerated() {
            add(.acknowledgement, line.name(ofChoice: number), choice.location, choice.condition)
        }
    }

    private mutating func add(
        _ kind: Explanation.Step.Kind, _ name: String, _ location: SourceLocation, _ condition: Condition?
    ) {
        numbers[Key(kind: kind, name: name)] = lines.count
        lines.append(Line(kind: kind, name: name, location: location, conditions: condition?.leaves ?? []))
    }
}

extension Coverage.Line {
    fileprivate mutating func count(_ trace: ConditionTrace) {
        // The same words at the same place are the same condition.
        if let leaf = conditions.firstIndex(where: { $0.location == trace.location && $0.words == trace.words }) {
            conditions[leaf].verdicts[trace.verdict, default: 0] += 1
        }
        for part in trace.children { count(part) }
    }
}

extension RouteLine {
    /// What explanations call the choice of acknowledgement with this number, counted from 0.
    func name(ofChoice number: Int) -> String { "\(id) choice \(number + 1)" }
}

extension Condition {
    fileprivate var leaves: [Coverage.Leaf] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
        case .not(let part): part.leaves
        default: location.map { [Coverage.Leaf(words: words, location: $0)] } ?? []
        }
    }
}
