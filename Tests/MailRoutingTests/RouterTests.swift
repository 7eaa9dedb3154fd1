import Testing

@testable import MailRouting

@Suite("Router: how the answers of many lines become one decision")
struct RouterTests {
    private func priorityLine(_ id: RuleID, _ word: String, _ priority: Priority) -> PriorityLine {
        PriorityLine(id: id, condition: Sample.text(.word, word), priority: priority, location: Sample.place)
    }

    @Test("priority is the highest of all lines that match, whatever their order")
    func highestPriority() throws {
        let router = try Sample.router(
            Sample.rules(priority: [
                priorityLine("a", "urgent", .high), priorityLine("b", "defect", .critical),
                priorityLine("c", "hi", .low),
            ]))
        let cases: [(String, Priority)] = [
            ("nothing", .normal), ("urgent defect", .critical), ("defect urgent hi", .critical), ("urgent hi", .high),
            ("hi", .low),
        ]
        for (subject, expected) in cases {
            #expect(router.decide(Sample.message(subject), Sample.circumstances()).priority == expected)
        }
    }

    @Test("a line may ask for the priority the priority lines decided")
    func priorityCondition() throws {
        let range = try #require(PriorityRange(text: "high+"))
        let router = try Sample.router(
            Sample.rules(
                priority: [priorityLine("a", "urgent", .critical)],
                routes: [.line(Sample.line("urgent", .priority(range, at: Sample.place)))]))
        #expect(router.decide(Sample.message("urgent"), Sample.circumstances()).rule == "urgent")
        #expect(router.decide(Sample.message("calm"), Sample.circumstances()).rule == "fallback")
    }

    @Test("a priority line that asks for the priority is refused")
    func circularPriority() {
        let condition = Condition.not(.any([.priority(PriorityRange(.high, .high), at: Sample.place)]))
        let line = PriorityLine(id: "a", condition: condition, priority: .low, location: Sample.place)
        #expect(throws: Diagnostics.self) { try Sample.router(Sample.rules(priority: [line])) }
    }

    @Test("the first route that matches decides; a group whose lines all fail falls through")
    func firstMatch() throws {
        let group = RouteGroup(
            name: "finance", condition: Sample.text(.word, "invoice"),
            lines: [
                Sample.line("dunning", Sample.text(.word, "overdue"), department: "finance"),
                Sample.line("paid", Sample.text(.word, "paid"), department: "finance"),
            ], location: Sample.place)
        let router = try Sample.router(
            Sample.rules(routes: [
                .group(group), .line(Sample.line("order", Sample.text(.word, "order"))),
                .line(Sample.line("second", Sample.text(.word, "order", "second"))),
            ]))
        let cases: [(String, RuleID)] = [
            ("overdue invoice paid", "dunning"), ("paid invoice", "paid"), ("overdue", "fallback"),
            ("invoice for an order", "order"), ("order", "order"), ("second", "second"), ("invoice", "fallback"),
        ]
        for (subject, expected) in cases {
            #expect(router.decide(Sample.message(subject), Sample.circumstances()).rule == expected, "\(subject)")
        }
    }

    @Test("also lines add up, sorted and without repetition")
    func union() throws {
        func also(_ id: RuleID, _ word: String, _ keywords: [Keyword]) -> AlsoLine {
            AlsoLine(id: id, condition: Sample.text(.word, word), keywords: keywords, location: Sample.place)
        }
        let router = try Sample.router(
            Sample.rules(also: [
                also("a", "big", ["z", "b"]), also("b", "red", ["b", "a"]), also("c", "none", ["never"]),
            ]))
        #expect(router.decide(Sample.message("big red"), Sample.circumstances()).keywords == ["a", "b", "z"])
        #expect(router.decide(Sample.message("blue"), Sample.circumstances()).keywords == [])
    }

    @Test("the acknowledgement is the line's; the gate may only refuse it")
    func acknowledgement() throws {
        let router = try Sample.router(
            Sample.rules(
                routes: [.line(Sample.line("quiet", Sample.text(.word, "quiet")))],
                otherwise: Sample.line("fallback", nil, acknowledge: "customer_inquiry")))
        var message = Sample.message("hello")
        message.language = .german
        let author = try #require(Address("ana@customer.example"))
        #expect(
            router.decide(message, Sample.circumstances()).acknowledgement
                == .send("customer_inquiry", .german, to: author))
        message.language = nil
        #expect(
            router.decide(message, Sample.circumstances()).acknowledgement
                == .send("customer_inquiry", .english, to: author))
        #expect(router.decide(Sample.message("quiet"), Sample.circumstances()).acknowledgement == .notAsked)
        message.returnPath = .null
        guard
            case .refused("customer_inquiry", let refusal) = router.decide(message, Sample.circumstances())
                .acknowledgement
        else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.reason == .nullReversePath)
    }

    @Test("an explanation shows the lines, the words, what was seen and what matched")
    func explanation() throws {
        let router = try Sample.router(
            Sample.rules(routes: [.line(Sample.line("x", .not(Sample.text(.word, "hello", "Größe"))))]))
        let (_, explanation) = router.explain(Sample.message("die GROESSE\u{202E}\u{7}"), Sample.circumstances())
        #expect(explanation.steps.map(\.name) == ["x", "fallback"])
        let condition = try #require(explanation.steps[0].condition)
        #expect(condition.words == "not")
        #expect(condition.verdict == .no)
        #expect(condition.children[0].words == "the subject has one of the words hello, Größe")
        #expect(condition.children[0].matched == "Größe")
        #expect(condition.children[0].seen == "die GROESSE\\u{202E}\\u{7}")
        #expect(explanation.steps[1].effect == "department info, acknowledge none")
    }

    @Test("a field nobody asks about in time is never normalised")
    func lazy() throws {
        let router = try Sample.router(
            Sample.rules(routes: [
                .line(Sample.line("first", .mailbox(["info"], at: Sample.place))),
                .line(Sample.line("second", Sample.text(.word, "x"))),
            ]))
        var evaluation = Evaluation(
            of: Sample.message("x"), Sample.circumstances(), by: router, recorder: NoRecorder())
        _ = evaluation.decide()
        #expect(evaluation.found.allSatisfy { $0 == nil })
        evaluation = Evaluation(
            of: Sample.message("x"), Sample.circumstances("sales"), by: router, recorder: NoRecorder())
        _ = evaluation.decide()
        #expect(evaluation.found.allSatisfy { $0 != nil })
    }

    @Test("long runs on one field are filed under their tests; anything else ends a run")
    func shortlist() throws {
        let text = (0..<40).map { CompiledCondition.text(field: 0, test: $0, condition("word\($0)")) }
        let mailbox = CompiledCondition.fact(.mailbox(["info"], at: Sample.place))
        let parts: [CompiledCondition?] =
            text + [.all([mailbox, text[3]]), .any([text[1], text[2]]), .not(text[0]), nil]
        let segments = Shortlist(parts).segments
        #expect(segments.count == 2)
        guard case .filed(0, 0..<42, let byTest) = segments[0], case .each(42..<44) = segments[1] else {
            Issue.record("\(segments)")
            return
        }
        #expect(byTest[3] == [3, 40])
        #expect(byTest[2] == [2, 41])
        // An alternative that needs no text can hold whatever is found.
        guard case .each = Shortlist(Array(repeating: .any([text[0], mailbox]), count: 40)).segments.first else {
            Issue.record("filed although it can hold without its text")
            return
        }
    }

    private func condition(_ word: String) -> TextCondition {
        TextCondition(field: .subject, match: .word, terms: [word], list: nil, location: Sample.place)
    }
}
