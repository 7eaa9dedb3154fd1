/// The rules applied to one message, once.
///
/// Holds what was found in the fields asked for so far: a field nobody asks about is never normalised.
struct Evaluation<Recorder: DecisionRecorder> {
    var facts: Facts
    let router: Router
    var recorder: Recorder
    /// One place per field with text conditions; nil until a condition asks.
    var found: [FieldMatcher.Found?]
    /// A condition asked for what is behind the header, which has not been read.
    var lacksBody = false

    init(of message: Message, _ circumstances: Circumstances, by router: Router, recorder: Recorder) {
        self.facts = Facts(message: message, circumstances: circumstances)
        self.router = router
        self.recorder = recorder
        self.found = Array(repeating: nil, count: router.program.matchers.count)
    }

    mutating func decide() -> Decision {
        let priority = decidePriority()
        facts.priority = priority
        let line = route()
        let (keywords, copies) = collect(for: line)
        let acknowledgement = acknowledge(line)
        return Decision(
            priority: priority, department: line.department, folder: line.folder, rule: line.id,
            ruleLocation: line.location, acknowledgement: acknowledgement, keywords: keywords, copies: copies,
            language: facts.message.language)
    }

    /// The highest of all lines that match, or the default.
    private mutating func decidePriority() -> Priority {
        var highest: Priority?
        forEachCandidate(of: router.program.priorityShortlist) { evaluation, number in
            let line = evaluation.router.program.priorityLines[number]
            let verdict = evaluation.evaluate(line.condition)
            if verdict == .yes { highest = max(highest ?? .low, line.source.priority) }
            evaluation.recorder.step {
                Explanation.Step(
                    kind: .priorityLine, name: line.source.id.rawValue, location: line.source.location,
                    verdict: verdict, condition: $0,
                    effect: verdict == .yes ? "priority \(line.source.priority.name)" : nil)
            }
            return false
        }
        return highest ?? router.ruleSet.defaultPriority
    }

    /// The first line that matches, top to bottom. A group whose lines all fail falls through to the next route.
    private mutating func route() -> RouteLine {
        var chosen: RouteLine?
        forEachCandidate(of: router.program.routeShortlist) { evaluation, number in
            switch evaluation.router.program.routes[number] {
            case .line(let line): chosen = evaluation.matches(line) ? line.source : nil
            case .group(let group, let condition, let lines, let shortlist):
                let verdict = evaluation.evaluate(condition)
                evaluation.recorder.step {
                    Explanation.Step(
                        kind: .group, name: group.name, location: group.location, verdict: verdict, condition: $0,
                        effect: nil)
                }
                guard verdict == .yes else { return false }
                evaluation.forEachCandidate(of: shortlist) { evaluation, number in
                    chosen = evaluation.matches(lines[number]) ? lines[number].source : nil
                    return chosen != nil
                }
            }
            return chosen != nil
        }
        if let chosen { return chosen }
        let otherwise = router.ruleSet.otherwise
        recorder.step { _ in
            Explanation.Step(
                kind: .otherwise, name: otherwise.id.rawValue, location: otherwise.location, verdict: .yes,
                condition: nil, effect: otherwise.effect)
        }
        return otherwise
    }

    private mutating func matches(_ line: CompiledRules.Line<RouteLine>) -> Bool {
        let verdict = evaluate(line.condition)
        recorder.step {
            Explanation.Step(
                kind: .routeLine, name: line.source.id.rawValue, location: line.source.location, verdict: verdict,
                condition: $0, effect: verdict == .yes ? line.source.effect : nil)
        }
        return verdict == .yes
    }

    /// The union over all `also` lines that match.
    private mutating func collect(for route: RouteLine) -> ([Keyword], copies: [DepartmentName]) {
        var keywords: Set<Keyword> = []
        var copies: Set<DepartmentName> = []
        forEachCandidate(of: router.program.alsoShortlist) { evaluation, number in
            let line = evaluation.router.program.also[number]
            let verdict = evaluation.evaluate(line.condition)
            if verdict == .yes {
                keywords.formUnion(line.source.keywords)
                copies.formUnion(line.source.copies)
            }
            evaluation.recorder.step {
                Explanation.Step(
                    kind: .also, name: line.source.id.rawValue, location: line.source.location, verdict: verdict,
                    condition: $0, effect: verdict == .yes ? line.source.effect : nil)
            }
            return false
        }
        copies.remove(route.department)
        return (keywords.sorted(), copies.sorted())
    }

    /// The template of the first choice that holds, or the line's last word.
    private mutating func template(_ line: RouteLine) -> TemplateName? {
        for (number, choice) in (router.program.choices[line.id] ?? []).enumerated() {
            let verdict = evaluate(choice.condition)
            recorder.step {
                Explanation.Step(
                    kind: .acknowledgement, name: line.name(ofChoice: number), location: choice.source.location,
                    verdict: verdict, condition: $0,
                    effect: verdict == .yes ? "acknowledge \(choice.source.template?.rawValue ?? "none")" : nil)
            }
            if verdict == .yes { return choice.source.template }
        }
        return line.acknowledge.otherwise
    }

    /// What the line asks for, unless the gate refuses it.
    private mutating func acknowledge(_ line: RouteLine) -> AcknowledgementDecision {
        guard let template = template(line) else { return .notAsked }
        let ruling = router.responseGuard.ruling(on: facts.message, facts.circumstances)
        // Words are made for those who show them only.
        if Recorder.wantsEveryLine {
            for step in ruling.steps(for: template) { recorder.step { _ in step } }
        }
        switch ruling {
        case .answer(let address, _):
            return .send(template, facts.message.language ?? router.defaultLanguage, to: address)
        case .refuse(let refusal, _): return .refused(template, refusal)
        }
    }
}

extension RouteLine {
    /// What the line does, in words.
    fileprivate var effect: String {
        let place = folder.map { "department \(department), folder \($0)" } ?? "department \(department)"
        let template = acknowledge.choices.isEmpty ? acknowledge.otherwise?.rawValue ?? "none" : "by choice"
        return "\(place), acknowledge \(template)"
    }
}

extension AlsoLine {
    /// What the line does, in words.
    fileprivate var effect: String {
        var parts: [String] = []
        if !keywords.isEmpty { parts.append("keywords \(keywords.map(\.rawValue).joined(separator: ", "))") }
        if !copies.isEmpty { parts.append("copy to \(copies.map(\.rawValue).joined(separator: ", "))") }
        return parts.joined(separator: ", ")
    }
}
