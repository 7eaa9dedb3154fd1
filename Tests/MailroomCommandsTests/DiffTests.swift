import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct DiffTests {
    private static let old = """
        version: 1
        priority:
          lines:
            - {id: p.urgent, when: {subject: {word: [urgent, now]}}, is: high}
        routes:
          - {id: quality, subject: {word: [defect, torn]}, department: support, acknowledge: hello}
          - {id: order, subject: {word: order}, department: sales, acknowledge: hello}
          - {id: invoice, subject: {word: invoice}, department: finance, acknowledge: none}
          - otherwise: {id: other, department: info, acknowledge: hello}
        also:
          - {id: a.paper, when: {subject: {word: [invoice, statement]}}, keyword: paper}
        """

    /// Each changes other output fields than the others.
    private static let edits = [
        ("", ""),
        ("torn", "broken"),
        ("word: order", "word: [order, statement]"),
        ("department: finance, acknowledge: none", "department: sales, acknowledge: paid"),
        ("id: order", "id: orders"),
        ("is: high", "is: critical"),
        ("keyword: paper", "keyword: [paper, post]"),
        ("department: info,", "department: info, folder: Later,"),
        ("{word: [defect, torn]}", "{word: [defect, torn]}, body: {word: text}"),
        ("version: 1", "# The lines below stand elsewhere now.\nversion: 1"),
    ]

    /// Every subset of some words is a subject, so every way through the rules is taken.
    private static let messages: [String: String] = {
        let words = ["urgent", "torn", "order", "invoice", "statement", "broken"]
        var messages: [String: String] = [:]
        for number in 0..<(1 << words.count) {
            let subject = words.enumerated().filter { number & (1 << $0.offset) != 0 }.map(\.element)
            let automatic = number % 3 == 0 ? "Auto-Submitted: auto-generated\n" : ""
            messages["mail/\(number).eml"] =
                "From: ana@customer.example\n\(automatic)Subject: \(subject.joined(separator: " "))\n\n\(number % 5 == 0 ? "A text" : "x")"
        }
        messages["mail/box"] =
            "From a@b Mon Nov 23 10:00:00 2026\nSubject: order\n\nFrom a@b Mon Nov 23 10:00:00 2026\n\nx"
        return messages
    }()

    private func routing(_ rules: String) throws -> OfflineRouting {
        OfflineRouting(
            router: try LoadedRules.load(rules, own: []), mailbox: "info", now: nil, fallback: Instant(seconds: 0))
    }

    private func report(
        _ new: String, only: Set<DepartmentName> = [], samples: Int = 2, _ messages: [String: String] = messages
    ) async throws -> DiffReport {
        var files = messages
        files["old/rules/main.yaml"] = Self.old
        files["new/rules/main.yaml"] = new
        return try await withFolder(files) { folder in
            let comparison = Comparison(
                old: try routing("\(folder)/old/rules"), new: try routing("\(folder)/new/rules"))
            var report = DiffReport(samples: samples, only: only)
            try await comparison.forEachOutcome(in: ["\(folder)/mail"]) { report.add($0) }
            return report
        }
    }

    @Test(arguments: edits)
    func findsWhatTwoWholeReplaysFind(_ before: String, _ after: String) async throws {
        var files = Self.messages
        files["old/rules/main.yaml"] = Self.old
        files["new/rules/main.yaml"] = before.isEmpty ? Self.old : Self.old.replacing(before, with: after)
        try await withFolder(files) { folder in
            let old = try routing("\(folder)/old/rules")
            let new = try routing("\(folder)/new/rules")
            var changed: Set<String> = []
            var count = 0
            try await Comparison(old: old, new: new).forEachOutcome(in: ["\(folder)/mail"]) { outcome in
                count += 1
                if case .changed(let change) = outcome { changed.insert(change.file) }
            }
            try await #expect(changed == differences(of: old, new, in: folder))
            #expect(count == Self.messages.count + 1)
        }
    }

    /// The files about which two replays print different rows.
    private func differences(
        of old: OfflineRouting, _ new: OfflineRouting, in folder: String
    ) async throws -> Set<String> {
        let before = try await ReplayTests.lines(of: ["\(folder)/mail"], by: old, in: folder)
        let after = try await ReplayTests.lines(of: ["\(folder)/mail"], by: new, in: folder)
        return Set(zip(before, after).filter { $0 != $1 }.map { "\(folder)/\($0.0.split(separator: "\"")[3])" })
    }

    @Test func groupsChangesAndNamesBothLines() async throws {
        let new = Self.old.replacing(
            "department: finance, acknowledge: none", with: "department: sales, acknowledge: paid")
        let mail = ["1": "invoice 1", "2": "Urgent invoice 2", "3": "invoice 3", "4": "order 4"]
        let messages = Dictionary(uniqueKeysWithValues: mail.map { ("mail/\($0).eml", "Subject: \($1)\n\nx") })
        let report = try await report(new, samples: 1, messages)
        let text = report.text(in: .plain)
        #expect(
            text.split(separator: "\n").map { $0.replacing(#/ /.*/mail/#, with: " mail") } == [
                "finance/none -> sales/paid (3)", "  old  invoice  rules/main.yaml:8",
                "  new  invoice  rules/main.yaml:8",
                #"  e.g. mail/1.eml  "invoice 1""#, "3 of 4 decisions change",
            ])
        #expect(
            report.json[0].text.hasPrefix(
                #"{"kind":"group","count":3,"allowed":false,"from":{"department":"finance","template":null,"#
                    + #""rule":"invoice","file":"rules/main.yaml","line":8},"to":{"department":"sales","template":"paid","#
            ))
        #expect(
            report.json[1].text
                == #"{"kind":"summary","messages":4,"changed":3,"outside":3,"unreadable":0,"groups":1}"#)
    }

    @Test func saysNothingOfLinesThatOnlyMoved() async throws {
        let report = try await report("# One line more.\n" + Self.old)
        #expect(report.isFine)
        #expect(report.text(in: .plain) == "no decision changes (66 messages)")
    }

    @Test(arguments: [
        ("keyword: paper", "keyword: [paper, post]", ["finance"], false),
        ("keyword: paper", "keyword: [paper, post]", ["finance", "sales", "support", "info"], true),
        ("acknowledge: none}", "acknowledge: hello}", ["finance"], true),
        ("acknowledge: none}", "acknowledge: hello}", ["sales"], false),
        ("{word: invoice}, department: finance", "{word: invoice}, department: sales", ["finance"], false),
        ("{word: invoice}, department: finance", "{word: invoice}, department: sales", ["finance", "sales"], true),
        ("keyword: paper", "keyword: paper, copy: support", ["finance", "support"], false),
        ("[invoice, statement]}}, keyword: paper", "nothing}}, keyword: paper", ["finance", "sales"], false),
    ])
    func allowsOnlyTheNamedDepartmentsToChange(
        _ before: String, _ after: String, _ only: [String], _ isFine: Bool
    ) async throws {
        let report = try await report(
            Self.old.replacing(before, with: after), only: Set(only.map { DepartmentName($0) }))
        #expect(report.changed > 0)
        #expect(report.isFine == isFine)
    }

    @Test func countsWhatCannotBeRead() async throws {
        try await withFolder(["rules/main.yaml": Self.old]) { folder in
            let routing = try routing("\(folder)/rules")
            var report = DiffReport(samples: 1, only: [])
            try await Comparison(old: routing, new: routing).forEachOutcome(in: ["\(folder)/missing.eml"]) {
                report.add($0)
            }
            #expect(!report.isFine)
            #expect(report.text(in: .plain) == "no decision changes (1 message); 1 could not be read")
        }
    }

    @Test func keepsAGroupAndItsSamplesHoweverManyMessages() throws {
        var report = DiffReport(samples: 3, only: [])
        let change = try #require(self.change())
        for _ in 0..<10_000 { report.add(.changed(change)) }
        #expect(report.sortedGroups.map(\.count) == [10_000])
        #expect(report.sortedGroups.map(\.samples.count) == [3])
    }

    private func change() -> DecisionChange? {
        func decision(_ rule: RuleID) -> Decision {
            Decision(
                priority: .normal, department: "info", folder: nil, rule: rule,
                ruleLocation: SourceLocation(file: "a.yaml", line: 1), acknowledgement: .notAsked, keywords: [],
                language: nil)
        }
        return DecisionChange(of: "m.eml", subject: nil, old: decision("a"), new: decision("b"))
    }
}
