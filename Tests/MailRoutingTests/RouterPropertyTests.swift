import Testing

@testable import MailRouting

/// SplitMix64: small, and the same numbers for the same seed everywhere.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("For any rules and any message")
struct RouterPropertyTests {
    private static let words = ["order", "Mangel", "Größe", "groesse", "品質", "a b", "re", "x", "4711", "don't"]
    private static let fields: [TextField] = [
        .subject, .subject, .subject, .subject, .subjectRaw, .name(.from), .header("x-tag"),
    ]

    private func condition(_ depth: Int, _ random: inout Seeded, askingPriority: Bool) -> Condition {
        var parts: [Condition] = []
        if depth > 0 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                parts.append(condition(depth - 1, &random, askingPriority: askingPriority))
            }
        }
        let place = SourceLocation(file: "r", line: Int.random(in: 1...99, using: &random))
        switch Int.random(in: depth > 0 ? 0...24 : 3...24, using: &random) {
        case 0: return .all(parts)
        case 1: return .any(parts)
        case 2: return .not(condition(depth - 1, &random, askingPriority: askingPriority))
        case 3:
            return .address(
                AddressCondition(field: .from, part: .domain, values: ["oem.example"], list: nil, location: place))
        case 4: return .size(.over(Int.random(in: 0...2, using: &random)), at: place)
        case 5 where askingPriority: return .priority(PriorityRange(.high, .critical), at: place)
        default:
            let terms = (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.words.randomElement(using: &random)!
            }
            return .text(
                TextCondition(
                    field: Self.fields.randomElement(using: &random)!,
                    match: TextMatch.allCases.randomElement(using: &random)!,
                    terms: terms, list: nil, location: place))
        }
    }

    private func condition(_ random: inout Seeded, _ isLong: Bool, askingPriority: Bool) -> Condition {
        guard isLong, Int.random(in: 0..<40, using: &random) > 0 else {
            return condition(2, &random, askingPriority: askingPriority)
        }
        let rare = "rare \(Int.random(in: 0..<200, using: &random))"
        let term = Int.random(in: 0..<20, using: &random) == 0 ? Self.words.randomElement(using: &random)! : rare
        return .all([
            Sample.text(.contains, term), condition(1, &random, askingPriority: askingPriority),
        ])
    }

    private func rules(_ random: inout Seeded) -> RuleSet {
        // Half of the sets are long and mostly about subjects, so that their lines are filed under their tests.
        let isLong = Bool.random(using: &random)
        func count() -> Range<Int> { 0..<Int.random(in: 0...(isLong ? 80 : 6), using: &random) }
        var priority: [PriorityLine] = []
        for number in count() {
            priority.append(
                PriorityLine(
                    id: RuleID("p\(number)"), condition: condition(&random, isLong, askingPriority: false),
                    priority: Priority.allCases.randomElement(using: &random)!, location: Sample.place))
        }
        var routes: [Route] = []
        for number in count() {
            let line = Sample.line(
                RuleID("r\(number)"), condition(&random, isLong, askingPriority: true), acknowledge: "customer_inquiry")
            if Bool.random(using: &random) {
                routes.append(.line(line))
            } else {
                routes.append(
                    .group(
                        RouteGroup(
                            name: "g\(number)", condition: condition(&random, isLong, askingPriority: true),
                            lines: [line],
                            location: Sample.place)))
            }
        }
        var also: [AlsoLine] = []
        for number in count() {
            also.append(
                AlsoLine(
                    id: RuleID("a\(number)"), condition: condition(&random, isLong, askingPriority: true),
                    keywords: [Keyword("k\(number % 3)")], location: Sample.place))
        }
        return Sample.rules(priority: priority, routes: routes, also: also)
    }

    private func message(_ random: inout Seeded) -> Message {
        let text = (0..<Int.random(in: 0...5, using: &random)).map { _ in Self.words.randomElement(using: &random)! }
            .joined(separator: [" ", "-", ", "].randomElement(using: &random)!)
        var message = Sample.message(
            Bool.random(using: &random) ? text : nil, from: Bool.random(using: &random) ? ["a@oem.example"] : [],
            fields: Bool.random(using: &random) ? [("X-Tag", text), ("X-Tag", "order")] : [])
        message.size = Int.random(in: 0...3, using: &random)
        return message
    }

    @Test("deciding and explaining give the same decision, and the explanation agrees with it", arguments: 0..<200)
    func explainAgrees(round: Int) throws {
        let seed = UInt64(round) &* 7_919 &+ 42
        var random = Seeded(state: seed)
        let rules = rules(&random)
        let router = try Sample.router(rules)
        for _ in 0..<5 {
            let message = message(&random)
            let decision = router.decide(message, Sample.circumstances())
            let (explained, explanation) = router.explain(message, Sample.circumstances())
            #expect(decision == explained, "seed \(seed)")
            let lines = explanation.steps.filter { $0.kind == .routeLine || $0.kind == .otherwise }
            #expect(lines.last?.name == decision.rule.rawValue, "seed \(seed)")
            #expect(lines.filter { $0.verdict == .yes }.count == 1, "seed \(seed)")
            for step in explanation.steps where step.condition != nil {
                #expect(step.condition?.verdict == step.verdict, "seed \(seed)")
            }
            let raised = explanation.steps.filter { $0.kind == .priorityLine && $0.verdict == .yes }.map(\.name)
            let highest = rules.priorityLines.filter { raised.contains($0.id.rawValue) }.map(\.priority).max()
            #expect(decision.priority == highest ?? .normal, "seed \(seed)")
        }
    }

    @Test("a line tried by itself has the verdict it had on the way", arguments: 0..<100)
    func whyNotAgrees(round: Int) throws {
        let seed = UInt64(round) &* 104_729 &+ 7
        var random = Seeded(state: seed)
        let rules = rules(&random)
        let router = try Sample.router(rules)
        let message = message(&random)
        let (decision, explanation) = router.explain(message, Sample.circumstances())
        for id in rules.lineIDs {
            let finding = try #require(router.whyNot(id, message, Sample.circumstances()))
            #expect(finding.decision == decision, "seed \(seed)")
            #expect((finding.standing == .matched) == (finding.line.effect != nil), "seed \(seed)")
            let obstacle = finding.line.condition?.firstObstacle
            #expect((obstacle == nil) == (finding.line.verdict == .yes), "seed \(seed)")
            let asked = explanation.steps.first { $0.kind == finding.line.kind && $0.name == id.rawValue }
            #expect(asked?.verdict ?? finding.line.verdict == finding.line.verdict, "seed \(seed)")
            #expect((asked == nil) == [.groupFailed, .notReached].contains(finding.standing), "seed \(seed)")
        }
    }
}
