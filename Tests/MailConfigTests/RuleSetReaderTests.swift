import MailRouting
import Testing

@testable import MailConfig

@Suite struct RuleSetReaderTests {
    @Test func readsTheSample() throws {
        let rules = try readRules(["main.yaml": RuleSample.main])
        #expect(rules.defaultPriority == .normal)
        #expect(rules.priorityLines.map(\.id) == ["p.quality"])
        #expect(rules.routes.count == 2)
        #expect(rules.otherwise.id == "fallback")
        #expect(rules.also.map(\.keywords) == [["large"]])
        #expect(rules.examples.map(\.expected) == ["quality"])
        guard case .group(let group) = rules.routes[1], case .line(let line) = rules.routes[0] else {
            Issue.record("not the expected routes")
            return
        }
        #expect(group.lines[0].department == "sales")
        #expect(group.lines[0].acknowledge == .none)
        #expect(line.location.description == "rules/main.yaml:8:5")
        let place = SourceLocation(file: "rules/main.yaml", line: 8, column: 28)
        #expect(
            line.condition
                == .text(
                    TextCondition(
                        field: .subject, match: .word, terms: ["Reklamation", "Mangel"], list: "complaint",
                        location: place)))
    }

    @Test(arguments: [
        ("subject: [complaint, \"wrong size\"]", "any[subject word [wrong size], subject word [Reklamation, Mangel]]"),
        (
            "subject: {contains: {in: complaint}, is: [a, 4711]}",
            "all[subject contains [Reklamation, Mangel], subject is [a, 4711]]"
        ),
        ("subject: {starts-with: \"Re:\", ends-with: '!'}", "all[subject starts-with [Re:], subject ends-with [!]]"),
        ("subject.raw: {regex: '^=\\?'}", "subjectRaw regex [^=\\?]"),
        ("header.X-Spam: {is: no}", "header(\"x-spam\") is [no]"),
        ("from-name: {word: Chef}", "name(MailRouting.AddressField.from) word [Chef]"),
        ("from: [a@x.example, B@X.example]", "from address [a@x.example, b@x.example]"),
        ("from-domain: X.Example", "from domain [x.example]"),
        ("mailbox: [info, sales]", "mailbox [info, sales]"),
        ("header-priority: high+", "header-priority at least high"),
        ("priority: normal-", "priority at most normal"),
        ("size: {over: 1KiB, under: 2MB}", "all[size over(1024), size under(2000000)]"),
        ("not: {any: [{priority: low}, {all: [{priority: high}]}]}", "not any[priority low, all[priority high]]"),
        ("mailbox: info, priority: high", "all[mailbox [info], priority high]"),
        ("when: {mailbox: info}, priority: high", "all[mailbox [info], priority high]"),
    ])
    func readsConditions(_ yaml: String, _ expected: String) throws {
        let main = RuleSample.main(
            with: "- {id: quality, \(yaml), department: info, acknowledge: none}",
            insteadOf: "- {id: quality, subject: complaint, department: support, acknowledge: quality_complaint}")
        let rules = try readRules(["main.yaml": main])
        guard case .line(let line) = rules.routes[0], let condition = line.condition else {
            Issue.record("not the expected route")
            return
        }
        #expect(condition.sketch == expected)
    }

    @Test func routesOfAllFilesStandWhereMainSays() throws {
        let files = [
            "main.yaml": RuleSample.main(
                with: "version: 1\norder: [quality, vip, mailbox]", insteadOf: "version: 1"),
            "a.yaml": """
            version: 1
            lists: {vip: {file: lists/vip.txt}}
            priority: {lines: [{id: p.vip, from-domain: vip, is: high}]}
            routes: [{id: vip, from-domain: {in: vip}, department: sales, acknowledge: none}]
            """,
            "lists/vip.txt": "# who pays\none.example\n  two.example # by post\n\n",
            ".#a.yaml": "not read",
        ]
        let rules = try readRules(files)
        #expect(rules.routes.map(\.firstID) == ["quality", "vip", "sales.all"])
        #expect(rules.priorityLines.map(\.id) == ["p.quality", "p.vip"])
        #expect(rules.routes[1].sketch == "from domain [one.example, two.example]")
    }

    @Test func theVersionChangesWithEveryFile() throws {
        func version(_ list: String) throws -> String {
            let main = RuleSample.main(with: "complaint: {file: c.txt}", insteadOf: "complaint: [Reklamation, Mangel]")
            return try readRules(["main.yaml": main, "c.txt": list]).version
        }
        #expect(try version("a\n") != version("ab\n"))
        #expect(try version("a\n") == version("a\n"))
    }

    @Test func namesThatAreNotKnownAreNotChecked() throws {
        let names = RuleNames(departments: nil, accounts: nil, templates: nil)
        let rules = try readRules(
            ["main.yaml": RuleSample.main(with: "department: nowhere", insteadOf: "department: info")], names: names)
        #expect(rules.otherwise.department == "nowhere")
    }
}

extension Route {
    var firstID: RuleID? {
        switch self {
        case .line(let line): line.id
        case .group(let group): group.lines.first?.id
        }
    }
    var sketch: String {
        switch self {
        case .line(let line): line.condition?.sketch ?? "always"
        case .group(let group): group.condition.sketch
        }
    }
}

extension Condition {
    /// Short and without places, for tables.
    var sketch: String {
        switch self {
        case .all(let parts): "all[\(parts.map(\.sketch).joined(separator: ", "))]"
        case .any(let parts): "any[\(parts.map(\.sketch).joined(separator: ", "))]"
        case .not(let part): "not \(part.sketch)"
        case .text(let text): "\(text.field) \(text.match.rawValue) [\(text.terms.joined(separator: ", "))]"
        case .address(let condition):
            "\(condition.field.rawValue) \(condition.part) [\(condition.values.sorted().joined(separator: ", "))]"
        case .mailbox(let names, _): "mailbox [\(names.sorted().map(\.rawValue).joined(separator: ", "))]"
        case .headerPriority(let range, _): "header-priority \(range)"
        case .priority(let range, _): "priority \(range)"
        case .size(let bound, _): "size \(bound)"
        default: words
        }
    }
}
