import Testing

@testable import MailRouting

@Suite("What the analysis proves holds for every message")
struct AnalysisPropertyTests {
    private static let messagesPerSet = 60

    @Test("no message reaches a line that is said to be unreachable", arguments: 0..<30)
    func unreachableMeansUnreachable(round: Int) throws {
        for set in 0..<10 {
            let seed = UInt64(round * 1_000 + set)
            var generator = RuleGenerator(seed: seed)
            let rules = try generator.rules()
            let router = try Sample.router(rules)
            let analysis = RuleAnalysis(of: router, accounts: RuleGenerator.accounts)
            let dead = Set(
                analysis.provedShadowed.map { analysis.routes[$0.line].id }
                    + (analysis.routes + analysis.also).filter { analysis.contradiction(in: $0) != nil }.map(\.id))
            let choices = Set(analysis.shadowedChoices.map { TemplateName("\($0.location.file)-\($0.location.line)") })
            for _ in 0..<Self.messagesPerSet {
                let (message, circumstances) = try generator.message()
                let decision = router.decide(message, circumstances)
                #expect(!dead.contains(decision.rule), "seed \(seed)")
                #expect(decision.keywords.allSatisfy { !dead.contains(RuleID($0.rawValue)) }, "seed \(seed)")
                if let template = decision.acknowledgement.template {
                    #expect(!choices.contains(template), "seed \(seed)")
                }
            }
        }
    }

    @Test("taking a useless priority line out changes no priority", arguments: 0..<20)
    func uselessMeansUseless(round: Int) throws {
        for set in 0..<10 {
            let seed = UInt64(500_000 + round * 1_000 + set)
            var generator = RuleGenerator(seed: seed)
            let rules = try generator.rules()
            let router = try Sample.router(rules)
            let useless = Set(RuleAnalysis(of: router).uselessPriorities.map(\.lineID))
            guard !useless.isEmpty else { continue }
            let fewer = try Sample.router(
                Sample.rules(priority: rules.priorityLines.filter { !useless.contains($0.id) }, routes: rules.routes))
            for _ in 0..<Self.messagesPerSet {
                let (message, circumstances) = try generator.message()
                #expect(
                    router.decide(message, circumstances).priority == fewer.decide(message, circumstances).priority,
                    "seed \(seed)")
            }
        }
    }

    @Test("every witness fulfils its line and goes elsewhere", arguments: 0..<10)
    func witnessesAreTrue(round: Int) throws {
        for set in 0..<10 {
            let seed = UInt64(900_000 + round * 1_000 + set)
            var generator = RuleGenerator(seed: seed)
            let router = try Sample.router(try generator.rules())
            for finding in RuleAnalysis(of: router).findings {
                guard let witness = finding.witness else { continue }
                let (decision, explanation) = router.explain(witness.message, witness.circumstances)
                #expect(decision.rule == witness.takenBy, "seed \(seed)")
                #expect(decision.rule != finding.lineID, "seed \(seed)")
                #expect(explanation.steps.contains { $0.name == witness.takenBy.rawValue && $0.verdict == .yes })
            }
        }
    }

    @Test("a regex that is said to be plain finds what the operator finds", arguments: 0..<40)
    func plainRegexesAreExact(round: Int) throws {
        var generator = RuleGenerator(seed: UInt64(round))
        let letters = ["a", "e", "n", "t", "s", "ß", "ä", "ı", "İ", "ẗ", "ſ", "K", "k", " ", "1", "x"]
        func text() throws -> String {
            try (0..<generator.number(1...3)).map { _ in try generator.pick(letters) }.joined()
        }
        for _ in 0..<30 {
            let regex = try generator.pick(["", "^"]) + text() + generator.pick(["", "$"])
            guard let plain = TextCondition.plainForm(ofRegex: regex), plain.match != .word else { continue }
            for field in [TextField.subject, .subjectRaw, .header("x-tag")] {
                let value = try text()
                let message = Sample.message(value, fields: [("X-Tag", value)])
                #expect(
                    try Sample.verdict(Sample.text(.regex, regex, in: field), message)
                        == Sample.verdict(Sample.text(plain.match, plain.term, in: field), message),
                    "\(regex) in '\(value)'")
            }
        }
    }

    @Test("two spellings that are one claim are found in the same texts", arguments: 0..<40)
    func implicationHolds(round: Int) throws {
        var generator = RuleGenerator(seed: UInt64(round))
        for _ in 0..<50 {
            let matches = TextMatch.allCases.filter { $0 != .regex }
            let (one, other) = (try generator.pick(RuleGenerator.terms), try generator.pick(RuleGenerator.terms))
            let (match, otherMatch) = (try generator.pick(matches), try generator.pick(matches))
            let field = try generator.pick([TextField.subject, .subjectRaw, .body])
            let narrow = try #require(TextPattern(one, match, of: field))
            let wide = try #require(TextPattern(other, otherMatch, of: field))
            let (message, circumstances) = try generator.message()
            let first = try Sample.verdict(Sample.text(match, one, in: field), message, circumstances)
            let second = try Sample.verdict(Sample.text(otherMatch, other, in: field), message, circumstances)
            guard first == .yes else { continue }
            if narrow.implies(wide) { #expect(second == .yes, "\(match) \(one) implies \(otherMatch) \(other)") }
            if narrow.excludes(wide) { #expect(second == .no, "\(match) \(one) excludes \(otherMatch) \(other)") }
        }
    }
}

extension RuleFinding {
    /// The line the finding is about, by the quotes in its message.
    fileprivate var lineID: RuleID? {
        let quoted = message.split(separator: "'", omittingEmptySubsequences: false)
        return quoted.count > 1 ? RuleID(String(quoted[1])) : nil
    }
}

extension AcknowledgementDecision {
    fileprivate var template: TemplateName? {
        switch self {
        case .send(let name, _, _), .refused(let name, _): name
        case .notAsked: nil
        }
    }
}
