/// What the evaluation tells about itself while it runs. It decides nothing.
protocol DecisionRecorder {
    /// Whether lines that cannot match are evaluated too, to be shown.
    static var wantsEveryLine: Bool { get }
    /// Whether the parts of a condition that is already settled are evaluated too, to be shown.
    var wantsEveryPart: Bool { get }
    /// A condition is about to be evaluated; what ends before it does are its parts.
    mutating func begin()
    /// The condition that began last has its verdict.
    mutating func end(_ facts: Facts, _ trace: (_ facts: Facts, _ parts: [ConditionTrace]) -> ConditionTrace)
    /// A line (with the condition evaluated since the last step, if any) is done.
    mutating func step(_ step: (_ condition: ConditionTrace?) -> Explanation.Step)
}

/// Records nothing; specialised into the evaluation, it is not there at all.
struct NoRecorder: DecisionRecorder {
    static var wantsEveryLine: Bool { false }
    @inline(__always) var wantsEveryPart: Bool { false }
    @inline(__always) mutating func begin() {}
    @inline(__always) mutating func end(_ facts: Facts, _ trace: (Facts, [ConditionTrace]) -> ConditionTrace) {}
    @inline(__always) mutating func step(_ step: (ConditionTrace?) -> Explanation.Step) {}
}

/// Records what an explanation shows.
struct TraceRecorder: DecisionRecorder {
    static var wantsEveryLine: Bool { true }
    let wantsEveryPart: Bool
    private(set) var steps: [Explanation.Step] = []
    /// For every condition under way, its parts so far; at the bottom the one of the line.
    private var open: [[ConditionTrace]] = [[]]

    init(everyPart: Bool = false) { wantsEveryPart = everyPart }

    mutating func begin() { open.append([]) }

    mutating func end(_ facts: Facts, _ trace: (Facts, [ConditionTrace]) -> ConditionTrace) {
        let parts = open.removeLast()
        open[open.count - 1].append(trace(facts, parts))
    }

    mutating func step(_ step: (ConditionTrace?) -> Explanation.Step) {
        steps.append(step(open[0].popLast()))
        open[0].removeAll()
    }
}
