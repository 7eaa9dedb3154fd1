import MailRouting
import Testing

@testable import MailConfig

/// What `mailroom import imapautofiler` makes of its files.
@Suite struct AutofilerImportTests {
    static func translated(_ rules: String) throws -> (rules: [String], missing: [String]) {
        let file = "trash-mailbox: Trash\nmailboxes:\n- name: INBOX\n  rules:\n" + rules
        let source = SourceText(file: "test.yml", bytes: Array(file.utf8))
        let imported = try AutofilerImport.rules(of: source, department: "info", Reading())
        let lines = imported.text.split(separator: "\n").map(String.init)
        return (
            Array(lines.drop { $0 != "routes:" }.dropFirst()),
            imported.findings.all.filter { $0.severity == .error }.map { "\($0.location.line) \($0.message)" }
        )
    }

    static let move = "\n    action: {name: move, dest-mailbox: F}\n"

    @Test(arguments: [
        ("headers: [{name: Subject, substring: '[x]'}]", #"header.subject: {contains: "[x]"}"#),
        ("headers: [{name: to, regex: 'a.*@b'}]", #"header.to: {regex: "a.*@b"}"#),
        ("headers: [{name: a, value: b}]", #"header.a: {is: "b"}"#),
        ("headers: [{name: a, value: b}, {name: c, substring: d}]", #"header.a: {is: "b"}, header.c: {contains: "d"}"#),
        ("headers: [{name: a, value: ''}]", #"any: [{header.a: {absent: true}}, {header.a: {regex: "^$"}}]"#),
        ("recipient: {substring: x}", #"any: [{header.to: {contains: "x"}}, {header.cc: {contains: "x"}}]"#),
        ("is-mailing-list: {}", "header.list-id: {present: true}"),
        ("header-exists: {}\n    name: X-A", "header.x-a: {present: true}"),
        (
            "or: {rules: [{headers: [{name: a, value: b}]}, {is-mailing-list: {}}]}",
            #"any: [{header.a: {is: "b"}}, {header.list-id: {present: true}}]"#
        ),
        (
            "and: {rules: [{headers: [{name: a, value: b}]}, {is-mailing-list: {}}]}",
            #"header.a: {is: "b"}, header.list-id: {present: true}"#
        ),
    ])
    func translatesRules(rule: String, condition: String) throws {
        let (rules, missing) = try Self.translated("  - " + rule + Self.move)
        #expect(missing.isEmpty)
        let first = rules.prefix { !$0.contains("otherwise") }
        let words = first.map { $0.drop { "- ".contains($0) } }.joined(separator: ", ")
        let line = "id: imapautofiler.5, \(condition), department: info, folder: \"F\", acknowledge: none"
        #expect(words == line || words == "{\(line)}")
    }

    @Test(arguments: [
        ("{name: trash}", "folder: \"Trash\""),
        ("{name: trash, dest-mailbox: Bin}", "folder: \"Bin\""),
        ("{name: move, dest-mailbox: inbox}", "department: info, acknowledge"),
        ("{name: flag, add: [todo, later]}", "department: info, acknowledge"),
    ])
    func translatesActions(action: String, output: String) throws {
        let (rules, missing) = try Self.translated(
            "  - is-mailing-list: {}\n    action: \(action)\n  - is-mailing-list: {name: b}\(Self.move)")
        #expect(missing.isEmpty)
        #expect(rules.first?.contains(output) == true)
    }

    @Test func turnsFlagsIntoKeywords() throws {
        let (rules, _) = try Self.translated(
            "  - is-mailing-list: {}\(Self.move)  - header-exists: {name: b}\n    action: {name: flag, add: todo}\n")
        #expect(
            rules.last
                == #"  - {id: imapautofiler.keyword.7, header.list-id: {absent: true}, header.b: {present: true}, keyword: "todo"}"#
        )
    }

    @Test(arguments: [
        ("time-limit: {age: 30}" + move, "rules decide when a message arrives and do not wait for its age"),
        ("is-mailing-list: {}\n    action: {name: delete}\n", "rules never throw a message away"),
        (
            "is-mailing-list: {}\n    action: {name: sort, dest-mailbox-base: L.}\n",
            "'sort' takes the mailbox from the message"
        ),
        (
            "is-mailing-list: {}\n    action: {name: move, dest-mailbox: 'a.{{ date.year }}'}\n",
            "a mailbox name that depends on the message"
        ),
        (
            "is-mailing-list: {}\n    action: {name: flag, add: SEEN}\n",
            "rules add keywords, and leave system flags and other changes alone"
        ),
        ("is-mailing-list: {}\n    action: {name: dance}\n", "the action 'dance' is not part of the rule language"),
        ("is-mailing-list: {}\n", "a rule without an action"),
        ("headers: [{name: a}]" + move, "expected 'substring', 'regex' or 'value'"),
        ("headers: [{name: a, regex: '(?=b)'}]" + move, "not the same in a rule: invalid perl operator: (?="),
        ("weather: rain" + move, "a rule without a condition that is known"),
    ])
    func saysWhatHasNoTranslation(rule: String, message: String) throws {
        let (rules, missing) = try Self.translated("  - " + rule)
        #expect(missing.map { $0.drop { $0 != " " }.dropFirst() } == [message[...]])
        #expect(rules.count == 1)
    }

    @Test func leavesOtherMailboxesAlone() throws {
        let (rules, missing) = try Self.translated("  - is-mailing-list: {}\(Self.move)- name: Sent\n  rules: []\n")
        #expect(missing == ["7 the rules of mailbox 'Sent'"])
        #expect(rules.count == 2)
    }

    @Test func saysWhenAFileIsNoneOfItsKind() {
        let source = SourceText(file: "test.yml", bytes: Array("server: {}\n".utf8))
        #expect(throws: Diagnostics.self) { try AutofilerImport.rules(of: source, department: "info", Reading()) }
    }
}
