/// What is decided about a message: cases tried in order, each leading to a plan of its own, and the outcome of
/// whatever none of them takes.
///
/// This is what rules of different make have in common. `lines` turns it into routes, where the first that matches
/// wins, `condition` into one condition that stands for itself, as `also` lines need.
struct DecisionPlan<Outcome: Hashable> {
    struct Case: Equatable {
        let condition: ImportedCondition
        let plan: DecisionPlan
        let origin: RuleOrigin
    }
    let cases: [Case]
    let last: Outcome
    /// How many lines it makes.
    let size: Int

    /// Leaves out every case that leads where the cases below it lead anyway.
    init(_ cases: [Case] = [], last: Outcome) {
        var kept: [Case] = []
        for candidate in cases.reversed() {
            let isSame =
                candidate.plan.last == last && candidate.plan.cases.count == kept.count
                && candidate.plan.cases.elementsEqual(kept.reversed())
            if !isSame { kept.append(candidate) }
        }
        self.cases = kept.reversed()
        self.last = last
        size = kept.reduce(1) { $0 + $1.plan.size }
    }

    struct Line {
        let condition: ImportedCondition
        let outcome: Outcome
        let origin: RuleOrigin
    }

    /// All cases in the order in which the first that holds wins; what none takes gets `last`.
    ///
    /// A line does not have to say that those above it do not hold: whatever takes a case is taken by one of the
    /// lines of its plan, so a message that gets further down did not.
    var lines: [Line] { lines(under: []) }

    private func lines(under conditions: [ImportedCondition]) -> [Line] {
        cases.flatMap { one in
            let all = conditions + [one.condition]
            let line = Line(condition: .every(all), outcome: one.plan.last, origin: one.origin)
            return one.plan.lines(under: all) + [line]
        }
    }
}

extension DecisionPlan: Equatable {}

extension DecisionPlan<Bool> {
    /// True for exactly the messages whose outcome is true.
    var condition: ImportedCondition {
        cases.reversed().reduce(last ? .always : .never) { rest, one in
            let inner = one.plan.condition
            switch (inner, rest) {
            case (.always, _): return .some([one.condition, rest])
            case (.never, _): return .every([one.condition.negated, rest])
            case (_, .always): return .some([one.condition.negated, inner])
            case (_, .never): return .every([one.condition, inner])
            default: return .some([.every([one.condition, inner]), .every([one.condition.negated, rest])])
            }
        }
    }
}

/// Where a rule came from.
struct RuleOrigin: Hashable {
    let place: SourcePlace
    /// What a person wrote above it: often the only name a rule has.
    let comment: String?
}
