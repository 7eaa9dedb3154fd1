import Testing

@testable import MailRouting

@Suite("Hostile subjects get a decision and a printable explanation")
struct HostileSubjectTests {
    private static let megabyte = 1 << 20
    private static let subjects = [
        String(repeating: "a", count: megabyte), String(repeating: "\u{301}", count: megabyte / 2),
        String(repeating: "a\u{315}\u{300}\u{5AE}", count: megabyte / 8), String(repeating: "\u{202E}", count: 9_999),
        String(repeating: "Re[9]: ", count: megabyte / 8), String(repeating: "\u{FDFA}", count: megabyte / 4),
        String(repeating: "品", count: megabyte / 3), "\u{0}\u{1}\u{2}\u{1B}[2J\r\nBcc: x@y.example\u{85}\u{2028}",
        String(repeating: "👨‍👩‍👧‍👦", count: 20_000), "\u{1}urgent\u{1}\u{2}",
    ]

    @Test("every operator on every field", arguments: subjects.indices)
    func decides(number: Int) throws {
        let subject = Self.subjects[number]
        var lines: [Route] = []
        for field in [TextField.subject, .subjectRaw, .name(.from), .header("subject")] {
            for match in TextMatch.allCases {
                let condition = TextCondition(
                    field: field, match: match, terms: ["never \u{301} there"], list: nil, location: Sample.place)
                lines.append(.line(Sample.line(RuleID("\(lines.count)"), .text(condition))))
            }
        }
        let router = try Sample.router(
            Sample.rules(routes: lines, otherwise: Sample.line("fallback", nil, acknowledge: "customer_inquiry")))
        var message = Sample.message(subject)
        message.from = [Address(displayName: subject, localPart: "ana", domain: "customer.example")]
        let decision = router.decide(message, Sample.circumstances())
        let (explained, explanation) = router.explain(message, Sample.circumstances())
        #expect(decision.rule == "fallback")
        #expect(decision == explained)
        for step in explanation.steps {
            let seen = step.condition?.seen ?? ""
            // Each scalar is one, or an escape of at most ten.
            #expect(seen.unicodeScalars.count <= Limits.shownScalars * 10 + 1)
            #expect(!seen.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" || $0 == "\u{2028}" })
        }
    }

    @Test("control characters in a message are no word borders or frames of ours")
    func marks() throws {
        let smuggled = Sample.message("x\u{2}exact\u{2}y \u{1}wo\u{1}rd")
        #expect(try Sample.verdict(Sample.text(.is, "exact"), smuggled) == .no)
        #expect(try Sample.verdict(Sample.text(.is, "exact", in: .subjectRaw), smuggled) == .no)
        #expect(try Sample.verdict(Sample.text(.word, "word"), smuggled) == .no)
    }

    @Test("one router decides the same on many threads")
    func threads() async throws {
        let router = try Sample.router(
            Sample.rules(
                routes: (0..<200).map { .line(Sample.line(RuleID("r\($0)"), Sample.text(.word, "word \($0)"))) }))
        let rules = await withTaskGroup(of: [RuleID].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<200).map { router.decide(Sample.message("a word \($0)!"), Sample.circumstances()).rule }
                }
            }
            return await group.reduce(into: Set<[RuleID]>()) { $0.insert($1) }
        }
        #expect(rules == [(0..<200).map { RuleID("r\($0)") }])
    }
}
