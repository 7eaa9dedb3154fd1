import Testing

@testable import MailRouting

@Suite struct CoverageTests {
    private func coverage(of rules: RuleSet, by subjects: [String?]) throws -> Coverage {
        let router = try Sample.router(rules)
        var coverage = Coverage(of: rules)
        for subject in subjects { coverage.add(router.explain(Sample.message(subject), Sample.circumstances()).1) }
        return coverage
    }

    private let rules = Sample.rules(
        routes: [
            .group(
                RouteGroup(
                    name: "g", condition: Sample.text(.word, "order"),
                    lines: [
                        Sample.line("urgent", .any([Sample.text(.word, "now"), Sample.text(.word, "today")])),
                        Sample.line("other", nil),
                    ],
                    location: Sample.place)),
            .line(Sample.line("late", .not(Sample.text(.word, "news")))),
        ])

    @Test func countsTheLinesThatMatched() throws {
        let coverage = try coverage(of: rules, by: ["order now", "order", "x", "x", "news"])
        #expect(coverage.lines.map(\.name) == ["g", "urgent", "other", "late", "fallback"])
        #expect(coverage.lines.map(\.matches) == [2, 1, 1, 2, 1])
    }

    @Test func doesNotCountAGroupAsALine() throws {
        let coverage = try coverage(of: rules, by: ["news"])
        #expect(coverage.lines.filter(\.isUnreached).map(\.name) == ["urgent", "other", "late"])
    }

    @Test func tellsWhichConditionsWereSeenBothWays() throws {
        let coverage = try coverage(of: rules, by: ["order now", "order", "news", nil])
        let leaves = coverage.lines.flatMap(\.conditions)
        #expect(leaves.count == 4)
        #expect(leaves.map(\.wasSeenBothWays) == [true, true, false, false])
        // "now" settled the first order before "today" was asked.
        #expect(leaves[2].verdicts == [.no: 1])
        #expect(leaves[3].verdicts == [.yes: 1, .unknown: 1])
    }

    @Test func knowsTheChoicesOfAcknowledgement() throws {
        let choice = AcknowledgementRule.Choice(
            condition: Sample.text(.word, "German"), template: "b", location: Sample.place)
        let line = RouteLine(
            id: "r", condition: Sample.text(.word, "order"), department: "sales", folder: nil,
            acknowledge: AcknowledgementRule(choices: [choice], otherwise: "a"), location: Sample.place)
        let coverage = try coverage(of: Sample.rules(routes: [.line(line)]), by: ["order", "news"])
        #expect(coverage.lines.filter(\.isUnreached).map(\.name) == ["r choice 1"])
    }
}
