/// One line of the rules and one message: what came of it, and what stood in its way.
///
/// The line is tried by itself, by the evaluation that decides, also where the decision never came to it; and every
/// part of its condition is evaluated, so that all that would have to be different is known at once.
public struct WhyNot: Sendable, Equatable {
    public enum Standing: Sendable {
        /// The line did what it is there for.
        case matched
        /// It was looked at, and its condition did not hold.
        case failed
        /// The condition of its group did not hold, so it was not looked at.
        case groupFailed
        /// A route above it matched first, so it was not looked at.
        case notReached
    }
    public let standing: Standing
    /// The line by itself.
    public let line: Explanation.Step
    /// The group it stands in, by itself.
    public let group: Explanation.Step?
    /// What was decided.
    public let decision: Decision
}

extension ConditionTrace {
    /// The first part that keeps this condition from holding; itself where no single part does, nil where it holds.
    public var firstObstacle: ConditionTrace? {
        if verdict == .yes { return nil }
        guard join == .all else { return self }
        return children.lazy.compactMap(\.firstObstacle).first
    }
}

extension Router {
    /// Why the line `id` does not decide, raise or add to this message, or that it does; nil when there is no such line.
    public func whyNot(_ id: RuleID, _ message: Message, _ circumstances: Circumstances) -> WhyNot? {
        guard let place = program.place(of: id, in: ruleSet) else { return nil }
        var evaluation = Evaluation(of: message, circumstances, by: self, recorder: TraceRecorder())
        let decision = evaluation.decide()
        let explanation = Explanation(steps: evaluation.recorder.steps)
        let asked = explanation.steps.first { $0.kind == place.kind && $0.name == id.rawValue }
        let line = evaluation.step(
            place.kind, id.rawValue, place.location, place.condition, effect: asked?.effect)
        let group = place.group.map { evaluation.step(.group, $0.source.name, $0.source.location, $0.condition) }
        let standing: WhyNot.Standing
        if let asked {
            standing = asked.verdict == .yes ? .matched : .failed
        } else {
            let groupAsked = explanation.steps.contains { $0.kind == .group && $0.name == group?.name }
            standing = groupAsked && group?.verdict != .yes ? .groupFailed : .notReached
        }
        return WhyNot(standing: standing, line: line, group: group, decision: decision)
    }
}

extension Evaluation<TraceRecorder> {
    /// One line by itself, after everything was decided: no part of its condition is left out.
    fileprivate mutating func step(
        _ kind: Explanation.Step.Kind, _ name: String, _ location: SourceLocation, _ condition: CompiledCondition?,
        effect: String? = nil
    ) -> Explanation.Step {
        recorder = TraceRecorder(everyPart: true)
        let verdict = evaluate(condition)
        recorder.step {
            Explanation.Step(
                kind: kind, name: name, location: location, verdict: verdict, condition: $0, effect: effect)
        }
        return recorder.steps[0]
    }
}

/// Where a line stands in the rules.
private struct LinePlace {
    let kind: Explanation.Step.Kind
    let location: SourceLocation
    let condition: CompiledCondition?
    var group: (source: RouteGroup, condition: CompiledCondition)?
}

extension CompiledRules {
    fileprivate func place(of id: RuleID, in rules: RuleSet) -> LinePlace? {
        if let line = priorityLines.first(where: { $0.source.id == id }) {
            return LinePlace(kind: .priorityLine, location: line.source.location, condition: line.condition)
        }
        if let line = also.first(where: { $0.source.id == id }) {
            return LinePlace(kind: .also, location: line.source.location, condition: line.condition)
        }
        for route in routes {
            switch route {
            case .line(let line) where line.source.id == id:
                return LinePlace(kind: .routeLine, location: line.source.location, condition: line.condition)
            case .group(let group, let condition, let lines, _):
                guard let line = lines.first(where: { $0.source.id == id }) else { continue }
                return LinePlace(
                    kind: .routeLine, location: line.source.location, condition: line.condition,
                    group: (group, condition))
            case .line: continue
            }
        }
        guard rules.otherwise.id == id else { return nil }
        return LinePlace(kind: .otherwise, location: rules.otherwise.location, condition: nil)
    }
}
