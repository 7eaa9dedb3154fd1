import Testing

@testable import MailRouting

/// How much the analysis finds, where a line is sure to be unreachable because it was made that way.
@Suite("What the analysis finds")
struct AnalysisStrengthTests {
    /// A condition that holds only where `condition` does, said differently.
    private func narrowed(_ condition: Condition, _ generator: inout RuleGenerator) throws -> Condition {
        switch condition {
        case .all(let parts): return .all(try parts.map { try narrowed($0, &generator) })
        case .any(let parts): return try narrowed(try generator.pick(parts), &generator)
        case .text(let text):
            let term = try generator.pick(text.terms)
            switch text.match {
            case .contains:
                let match = try generator.pick([TextMatch.is, .startsWith, .endsWith, .contains])
                return Sample.text(match, term, in: text.field)
            case .startsWith: return Sample.text(.startsWith, "\(term) and more", in: text.field)
            case .word: return Sample.text(.word, "new \(term) now", in: text.field)
            case .is, .endsWith, .regex: return Sample.text(text.match, term, in: text.field)
            }
        case .address(let address):
            guard address.part == .domain, let domain = address.values.min() else { return condition }
            return .address(
                AddressCondition(
                    field: address.field, part: .address, values: ["x@mail.\(domain)"], list: nil,
                    location: Sample.place))
        case .mailbox(let names, let place): return .mailbox(Set(names.sorted().prefix(1)), at: place)
        case .size(.over(let bound), let place): return .size(.over(bound + 1), at: place)
        default: return condition
        }
    }

    @Test("all lines that are narrower than one above them; most of them can be shown")
    func findsPlantedLines() throws {
        var (proved, said) = (0, 0)
        let planted = 200
        for seed in 0..<planted {
            var generator = RuleGenerator(seed: UInt64(7_000_000 + seed))
            let upper = try generator.condition(1, asksPriority: false)
            let lower = Condition.all([
                try narrowed(upper, &generator), try generator.condition(1, asksPriority: false),
            ])
            let others = try (0..<5).map { Route.line(Sample.line(RuleID("o\($0)"), try generator.condition())) }
            let rules = Sample.rules(
                routes: [.line(Sample.line("upper", upper))] + others + [.line(Sample.line("lower", lower))])
            let analysis = RuleAnalysis(of: try Sample.router(rules), accounts: RuleGenerator.accounts)
            let last = analysis.routes[6]
            let isImpossible = analysis.contradiction(in: last) != nil
            if isImpossible || analysis.provedShadowed.contains(where: { $0.line == 6 }) { proved += 1 }
            let isShown = analysis.findings.contains { $0.kind == .shadowed && $0.message.contains("line 'lower'") }
            if isImpossible || isShown { said += 1 }
        }
        #expect(proved == planted)
        // What is left asks for addresses that are none, or for what only a regex describes.
        #expect(Double(said) >= 0.75 * Double(planted), "\(said) of \(planted)")
    }

    @Test("five thousand lines, one in a hundred shadowed")
    func findsAllAmongThousands() throws {
        let routes = (0..<5_000).map { number -> Route in
            let isShadowed = number % 100 == 99
            let term = isShadowed ? "thing \(number - 50) again" : "thing \(number)"
            let words = Sample.text(.word, term, "other \(number)")
            let shadowed = Sample.text(.word, term)
            let account = Condition.mailbox([["info", "sales"][number % 2]], at: Sample.place)
            return .line(
                Sample.line(
                    RuleID("r\(number)"),
                    isShadowed ? .all([shadowed, account]) : number % 5 == 0 ? .all([words, account]) : words))
        }
        let router = try Sample.router(Sample.rules(routes: routes))
        let shadowed = RuleAnalysis(of: router).findings.filter { $0.kind == .shadowed }
        #expect(shadowed.count == 50)
        #expect(shadowed.allSatisfy { $0.witness != nil })
    }
}
