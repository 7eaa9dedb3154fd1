import Testing

@testable import MailRouting

@Suite("For any rules and any message")
struct RouterPropertyTests {
    private let cases = RandomCases()

    @Test("deciding and explaining give the same decision, and the explanation agrees with it", arguments: 0..<200)
    func explainAgrees(round: Int) throws {
        let seed = UInt64(round) &* 7_919 &+ 42
        var random = Seeded(state: seed)
        let rules = cases.rules(&random)
        let router = try Sample.router(rules)
        for _ in 0..<5 {
            var message = cases.message(&random)
            if Bool.random(using: &random) { message.body = cases.body(&random) }
            let circumstances = cases.circumstances(&random)
            let decision = router.decide(message, circumstances)
            let (explained, explanation) = router.explain(message, circumstances)
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

    @Test("an answer given without the body is the same whatever the body is", arguments: 0..<200)
    func answerNeedsNoBody(round: Int) throws {
        let seed = UInt64(round) &* 7_919 &+ 43
        var random = Seeded(state: seed)
        let rules = cases.rules(&random)
        let router = try Sample.router(rules)
        for _ in 0..<5 {
            var message = cases.message(&random)
            let circumstances = cases.circumstances(&random)
            let answer = router.answer(message, circumstances)
            #expect(answer != nil || router.demand.body, "seed \(seed)")
            message.body = cases.body(&random)
            let decision = router.decide(message, circumstances)
            #expect(router.answer(message, circumstances) == decision, "seed \(seed)")
            if let answer { #expect(answer == decision, "seed \(seed)") }
        }
    }

    @Test("to know more never turns a yes into a no, nor a no into a yes", arguments: 0..<300)
    func knowledgeIsMonotone(round: Int) throws {
        let seed = UInt64(round) &* 7_919 &+ 44
        var random = Seeded(state: seed)
        let condition = cases.condition(3, &random, askingPriority: false)
        for _ in 0..<5 {
            let poor = cases.message(&random)
            var rich = poor
            rich.body = cases.body(&random)
            rich.subject = rich.subject ?? "order"
            rich.language = rich.language ?? .german
            rich.size = max(rich.size, 1)
            if rich.from.isEmpty { rich.from = [Address(localPart: "a", domain: "oem.example")] }
            let less = cases.circumstances(&random)
            let more = Circumstances(
                mailbox: less.mailbox, arrivedAt: less.arrivedAt, now: less.now,
                receivingServer: ReceivingServer(authservID: "mx.example", spamField: "X-Spam"),
                isKnownSender: less.isKnownSender ?? true)
            let verdict = try Sample.verdict(condition, poor, less)
            if verdict != .unknown { #expect(try Sample.verdict(condition, rich, more) == verdict, "seed \(seed)") }
            #expect(try Sample.verdict(.not(condition), poor, less) == verdict.negated, "seed \(seed)")
        }
    }

    @Test("a line tried by itself has the verdict it had on the way", arguments: 0..<100)
    func whyNotAgrees(round: Int) throws {
        let seed = UInt64(round) &* 104_729 &+ 7
        var random = Seeded(state: seed)
        let rules = cases.rules(&random)
        let router = try Sample.router(rules)
        let message = cases.message(&random)
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
