import MailRouting
import Testing

@testable import MailConfig

/// Which file a rule stands in, and what the file is called, never changes a decision.
@Suite struct RouteOrderTests {
    private static let words = ["red", "green", "blue", "round", "square"]

    /// Routes that overlap, so that their order matters.
    private static let routes = (0..<12).map { number in
        let first = words[number % words.count]
        let second = words[(number * 3 + 1) % words.count]
        return number.isMultiple(of: 2)
            ? "- {id: line\(number), subject: [\"\(first)\", \"\(second)\"], department: sales, acknowledge: none}"
            : "- {group: group\(number), when: {subject: \"\(first)\"}, department: info, acknowledge: none, "
                + "lines: [{id: line\(number), subject: \"\(second)\"}]}"
    }
    private static let names = (0..<12).map { $0.isMultiple(of: 2) ? "line\($0)" : "group\($0)" }
    private static let extras = [
        "priority: {lines: [{id: p.red, subject: \"red\", is: high}]}",
        "priority: {lines: [{id: p.blue, subject: \"blue\", is: critical}]}",
        "also: [{id: a.green, subject: \"green\", keyword: green}]",
        "also: [{id: a.round, subject: \"round\", keyword: [round, shape], copy: support}]",
    ]

    /// The same rules, dealt out to files anew.
    private func folder(_ random: inout Shuffler) -> [String: String] {
        var routes: [String: [String]] = ["main.yaml": []]
        for route in Self.routes.shuffled(using: &random) {
            let file = ["main", "a", "zz", "m-\(random.next() % 5)"].randomElement(using: &random) ?? "main"
            routes["\(file).yaml", default: []].append(route)
        }
        routes["main.yaml", default: []].append("- otherwise: {id: rest, department: support, acknowledge: none}")
        var files = routes.mapValues { "version: 1\nroutes:\n  " + $0.joined(separator: "\n  ") + "\n" }
        files["main.yaml"]? += "order: [\(Self.names.joined(separator: ", "))]\n"
        for (number, extra) in Self.extras.enumerated() {
            files["x\(random.next() % 100)-\(number).yaml"] = "version: 1\n\(extra)\n"
        }
        return files
    }

    private struct Outcome: Equatable {
        let rule: RuleID
        let priority: Priority
        let keywords: [Keyword]
        let copies: [DepartmentName]
    }

    private func outcomes(_ files: [String: String]) throws -> [Outcome] {
        let gate = GatePolicy(ownAddresses: [], maximumAge: .days(3), loopToken: "test")
        let router = try Router(ruleSet: try readRules(files), gate: gate, defaultLanguage: .english)
        let now = Instant(seconds: 0)
        return (0..<(1 << Self.words.count)).map { bits in
            var message = Message()
            message.subject = Self.words.enumerated().filter { bits & 1 << $0.offset != 0 }.map(\.element)
                .joined(separator: " ")
            let decision = router.decide(
                message, Circumstances(mailbox: "info", arrivedAt: now, now: now))
            return Outcome(
                rule: decision.rule, priority: decision.priority, keywords: decision.keywords, copies: decision.copies)
        }
    }

    @Test(arguments: UInt64(1)...20)
    func dealingTheRulesOutToOtherFilesChangesNoDecision(_ seed: UInt64) throws {
        var one = Shuffler(state: 0)
        var other = Shuffler(state: seed)
        #expect(try outcomes(folder(&one)) == outcomes(folder(&other)))
    }

    @Test func theOrderDecides() throws {
        let routes = """
            version: 1
            routes:
              - {id: a, subject: "red", department: sales, acknowledge: none}
              - {id: b, subject: "red", department: info, acknowledge: none}
              - otherwise: {id: rest, department: support, acknowledge: none}

            """
        for (order, expected) in [("[a, b]", "a"), ("[b, a]", "b")] {
            let rules = try readRules(["main.yaml": routes + "order: \(order)\n"])
            #expect(rules.routeLines.first?.id.rawValue == expected)
        }
    }

    @Test func withoutAnOrderTheRoutesOfOneFileStandAsWritten() throws {
        let files = [
            "main.yaml": "version: 1\nroutes: [{otherwise: {id: rest, department: info, acknowledge: none}}]",
            "a.yaml": """
            version: 1
            routes:
              - {id: b, mailbox: info, department: info, acknowledge: none}
              - {id: a, mailbox: sales, department: info, acknowledge: none}
            """,
        ]
        #expect(try readRules(files).routeLines.map(\.id) == ["b", "a", "rest"])
    }

    @Test func routesOfSeveralFilesNeedAnOrder() throws {
        let found = try ruleFindings([
            "main.yaml": RuleSample.main,
            "more.yaml": "version: 1\norder: [x]\nzone: UTC\n"
                + "routes: [{id: x, mailbox: info, department: info, acknowledge: none}]",
        ])
        #expect(
            found.map { $0.split(separator: "\n")[0] } == [
                "rules/main.yaml:7:1: error: the routes of 2 files have no order; add 'order: [quality, mailbox, x]' "
                    + "to main.yaml, first to last",
                "rules/more.yaml:2:1: error: only main.yaml may give the order of the routes",
                "rules/more.yaml:3:1: error: only main.yaml may give the time zone",
            ])
    }

    @Test func aRouteTheOrderForgetsIsFoundWhereItStands() throws {
        let found = try ruleFindings([
            "main.yaml": RuleSample.main(with: "version: 1\norder: [quality, mailbox]", insteadOf: "version: 1"),
            "more.yaml": "version: 1\nroutes: [{id: x, mailbox: info, department: info, acknowledge: none}]",
        ])
        #expect(
            found == [
                """
                rules/more.yaml:2:15: error: the order of the routes does not name 'x'; add 'x' to the order in \
                rules/main.yaml:2
                    routes: [{id: x, mailbox: info, department: info, acknowledge: none}]
                                  ^
                """
            ])
    }

    @Test func aFileThatCannotBeReadIsTheOnlyOneToBlame() throws {
        let found = try ruleFindings([
            "main.yaml": RuleSample.main(with: "version: 1\norder: [quality, mailbox, x]", insteadOf: "version: 1"),
            "more.yaml": "version: 1\nroutes: [{id: x",
        ])
        #expect(found.allSatisfy { $0.hasPrefix("rules/more.yaml:") })
    }
}

/// The same numbers for the same seed (SplitMix64).
private struct Shuffler: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
