/// A line as far as it can be reasoned about.
struct AnalysedLine {
    let id: RuleID
    let location: SourceLocation
    /// The alternatives of its condition, that of its group included; nil when there are too many.
    let literals: [[Literal]]?
    let alternatives: [Conjunction]

    /// The alternatives a message may fulfil.
    var possible: [Conjunction] { alternatives.filter { !$0.isImpossible } }
    var isExact: Bool { alternatives.allSatisfy(\.isExact) }

    init(
        _ id: RuleID, _ location: SourceLocation, _ conditions: [Condition?], _ vocabulary: Vocabulary
    ) {
        self.init(
            id, location, NormalForm.alternatives(of: .all(conditions.compactMap(\.self))), vocabulary)
    }

    private init(_ id: RuleID, _ location: SourceLocation, _ literals: [[Literal]]?, _ vocabulary: Vocabulary) {
        self.id = id
        self.location = location
        self.literals = literals
        alternatives = (literals ?? []).map { Conjunction($0, vocabulary) }
    }

    /// This where `line` holds as well.
    func within(_ line: AnalysedLine, _ vocabulary: Vocabulary) -> AnalysedLine {
        let joined = literals.flatMap { own in
            line.literals.flatMap { outer -> [[Literal]]? in
                guard own.count * outer.count <= Limits.analysisAlternatives else { return nil }
                return outer.flatMap { left in own.map { left + $0 } }
            }
        }
        return AnalysedLine(id, location, joined, vocabulary)
    }
}

extension RuleAnalysis {
    /// What is wrong with a line whose condition no message fulfils; nil when one may.
    func contradiction(in line: AnalysedLine) -> RuleFinding? {
        guard let literals = line.literals, line.possible.isEmpty else { return nil }
        guard let first = literals.first else {
            return RuleFinding(
                .contradiction, at: line.location,
                "no message fulfils line '\(line.id)': it is one of no conditions at all",
                suggestion: "write what 'any' may be, or remove the line")
        }
        let culprits = culprits(in: first)
        let words = culprits.map { "'\($0.words)'" }
        let reason =
            switch words.count {
            case 1: "\(words[0]) never holds"
            case 2: "\(words[0]) and \(words[1]) exclude each other"
            default: "its conditions exclude each other"
            }
        return RuleFinding(
            .contradiction, at: line.location, "no message fulfils line '\(line.id)': \(reason)",
            suggestion: "correct its condition, or remove it", related: culprits.compactMap { $0.leaf.location })
    }

    /// The fewest of `literals` that already exclude each other; all of them when it takes more than two.
    private func culprits(in literals: [Literal]) -> [Literal] {
        for literal in literals where Conjunction([literal], vocabulary).isImpossible { return [literal] }
        for (number, first) in literals.enumerated() {
            for second in literals[(number + 1)...] where Conjunction([first, second], vocabulary).isImpossible {
                return [first, second]
            }
        }
        return literals
    }
}
