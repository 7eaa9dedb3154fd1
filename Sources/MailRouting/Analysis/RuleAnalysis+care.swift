/// What does no harm and could be said better.
extension RuleAnalysis {
    /// `also` lines that ask the same as one above them.
    var duplicates: [RuleFinding] {
        var first: [Set<Set<Claim>>: AnalysedLine] = [:]
        return also.compactMap { line in
            guard !line.possible.isEmpty, line.isExact else { return nil }
            let form = Set(line.possible.map { Set($0.claims) })
            guard let same = first[form] else {
                first[form] = line
                return nil
            }
            return RuleFinding(
                .duplicateCondition, at: line.location,
                "line '\(line.id)' asks the same as '\(same.id)' (\(same.location.short))",
                suggestion: "make one line of them", related: [same.location])
        }
    }

    var missingExamples: [RuleFinding] {
        let shown = router.ruleSet.examples.map { example in
            example.expected ?? router.decide(example.message, example.circumstances(at: .unknown)).rule
        }
        let reached = Set(shown)
        return router.ruleSet.routeLines.filter { !reached.contains($0.id) }.map { line in
            RuleFinding(
                .missingExample, at: line.location, "line '\(line.id)' has no example",
                suggestion: "add one, so that a change that breaks it is refused")
        }
    }

    /// Every condition on a text, once for each place.
    var texts: [TextCondition] {
        var places: Set<SourceLocation> = []
        return router.ruleSet.conditions.flatMap(\.texts).filter { places.insert($0.location).inserted }
    }

    func plainRegexes(in condition: TextCondition) -> [RuleFinding] {
        guard condition.match == .regex else { return [] }
        return condition.terms.compactMap { term -> RuleFinding? in
            guard let plain = PlainRegex(term), plain.isExact || plain.match == .word else { return nil }
            let words = "'\(plain.match.rawValue)'"
            return RuleFinding(
                .plainRegex, at: condition.location,
                plain.isExact
                    ? "the regex \(shown(term)) finds exactly what \(words) finds"
                    : "the regex \(shown(term)) looks for what \(words) is made for",
                suggestion: "write '\(plain.match.rawValue): \(shown(plain.term))'"
                    + (plain.isExact ? "" : "; it also knows umlauts as letters and an underscore as none"))
        }
    }

    func repeatedTerms(in condition: TextCondition) -> [RuleFinding] {
        guard condition.list == nil else { return [] }
        var first: [[UInt8]: String] = [:]
        return condition.terms.compactMap { term in
            guard let form = TextCondition.form(of: term, condition.match, in: condition.field) else { return nil }
            guard let same = first[form] else {
                first[form] = term
                return nil
            }
            return RuleFinding(
                .duplicateEntry, at: condition.location, "\(shown(term)) and \(shown(same)) are the same here",
                suggestion: "remove one of them")
        }
    }
}

extension Condition {
    /// Every condition on a text in it.
    fileprivate var texts: [TextCondition] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.texts)
        case .not(let part): part.texts
        case .text(let text): [text]
        case .attachment(let attachment): [attachment.name].compactMap(\.self)
        default: []
        }
    }
}
