/// Makes up messages for a line and asks the router whether one shows that other lines take what it asks for.
struct WitnessSearch {
    private let analysis: RuleAnalysis
    private let line: Router.CompiledRoute
    private let id: RuleID

    init(_ analysis: RuleAnalysis, _ line: Router.CompiledRoute, _ id: RuleID) {
        self.analysis = analysis
        self.line = line
        self.id = id
    }

    /// A message that fulfils the line and is taken by another; nil when none of those tried does.
    func witness(among alternatives: [Conjunction]) -> Witness? {
        var tries = Limits.analysisWitnesses
        for alternative in alternatives {
            for conjunction in withPriority(alternative) {
                for attempt in 0..<3 {
                    tries -= 1
                    guard tries >= 0 else { return nil }
                    var sketch = MessageSketch(attempt: attempt, analysis.vocabulary)
                    guard sketch.draw(conjunction) else { continue }
                    if let witness = confirmed(sketch) { return witness }
                }
            }
        }
        return nil
    }

    /// What else must hold for the decided priority to be the one asked for: a priority line that gives it.
    private func withPriority(_ conjunction: Conjunction) -> [Conjunction] {
        let ruleSet = analysis.router.ruleSet
        guard let wanted = conjunction.values(of: .priority),
            wanted & Vocabulary.set(of: [ruleSet.defaultPriority.rawValue]) == 0
        else { return [conjunction] }
        return zip(ruleSet.priorityLines, analysis.priorityLines)
            .filter { line, _ in wanted & Vocabulary.set(of: [line.priority.rawValue]) != 0 }
            .flatMap { _, line in line.possible.map { conjunction.joined(with: $0, analysis.vocabulary) } }
            .filter { !$0.isImpossible }
    }

    private func confirmed(_ sketch: MessageSketch) -> Witness? {
        let decision = analysis.router.decide(sketch.message, sketch.circumstances)
        guard decision.rule != id,
            analysis.router.holds(line, sketch.message, sketch.circumstances, decision.priority)
        else { return nil }
        return Witness(message: sketch.message, circumstances: sketch.circumstances, takenBy: decision.rule)
    }
}

extension Router {
    /// A route line with the condition of its group; nil where there is none.
    struct CompiledRoute {
        fileprivate let group: CompiledCondition?
        fileprivate let line: CompiledCondition?
    }

    /// Every line but `otherwise`, in the order of `RuleSet.routeLines`.
    var compiledRoutes: [CompiledRoute] {
        program.routes.flatMap { route -> [CompiledRoute] in
            switch route {
            case .line(let line): [CompiledRoute(group: nil, line: line.condition)]
            case .group(_, let condition, let lines, _):
                lines.map { CompiledRoute(group: condition, line: $0.condition) }
            }
        }
    }

    /// Whether the message fulfils the line, wherever it goes.
    func holds(
        _ route: CompiledRoute, _ message: Message, _ circumstances: Circumstances, _ priority: Priority
    ) -> Bool {
        var evaluation = Evaluation(of: message, circumstances, by: self, recorder: NoRecorder())
        evaluation.facts.priority = priority
        return evaluation.evaluate(route.group) == .yes && evaluation.evaluate(route.line) == .yes
    }
}
