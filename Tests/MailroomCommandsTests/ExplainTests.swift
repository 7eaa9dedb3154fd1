import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct ExplainTests {
    static let rules = """
        version: 1
        priority:
          default: normal
          lines:
            - {id: p.quality, when: {subject: {word: [Reklamation, Mangel]}}, is: critical}
        routes:
          - group: finance
            when: {subject: {word: [Rechnung]}}
            department: finance
            lines:
              - {id: finance.any, acknowledge: invoice_received}
          - id: quality
            when: {all: [{priority: high+}, {not: {mailbox: sales}}]}
            department: support
            acknowledge: quality
          - otherwise: {id: fallback, department: info, acknowledge: none}
        """

    static func text(of message: String, rules: String = rules) async throws -> String {
        try await withFolder(["rules/main.yaml": rules]) { folder in
            let routing = OfflineRouting(
                router: try LoadedRules.load("\(folder)/rules", own: []), mailbox: "info", now: nil,
                fallback: Instant(seconds: 0))
            let head = try ExplainCommand.head(of: message).get()
            return ExplanationText(of: head.parsed(), named: "message", by: routing, width: 90, style: .plain).text
        }
    }

    @Test func tracesEveryLineItLookedAt() async throws {
        let text = try await Self.text(of: Repository.path("fixtures/messages/complaint-de.eml"))
        #expect(
            text == """
                message
                  subject   "Reklamation Charge 4711"
                  from      Ana Beispiel <ana.beispiel@kunde.example>
                  to        info@happybuttons.example
                  arrived   in info, 2026-11-20T09:12:31Z
                  language  de

                priority: critical
                  yes      p.quality  rules/main.yaml:5 -> priority critical
                           yes      the subject has one of the words Reklamation, Mangel; saw: Reklamation
                                    Charge 4711; matched: Reklamation

                department: support
                  no       group finance  rules/main.yaml:7
                           no       the subject has the word Rechnung  rules/main.yaml:8; saw: Reklamation
                                    Charge 4711
                  yes      quality  rules/main.yaml:12 -> department support, acknowledge quality
                           yes      all of
                             yes      the priority is at least high  rules/main.yaml:13; saw: critical
                             yes      not
                               no       it arrived in sales  rules/main.yaml:13; saw: info

                also: no keywords
                  no line was asked

                acknowledgement: sent
                  yes      the gate says send: acknowledge quality to ana.beispiel@kunde.example

                decision: quality  rules/main.yaml:12
                  priority  critical
                  to        support
                  answer    quality in de, to ana.beispiel@kunde.example

                """)
    }

    @Test func saysWhichStandardRefusesAnAnswer() async throws {
        let text = try await Self.text(
            of: Repository.path("fixtures/messages/bounce.eml"),
            rules: "version: 1\nroutes:\n  - otherwise: {id: all, department: info, acknowledge: hello}\n")
        #expect(text.contains("the gate says nullReversePath: no acknowledgement: the reverse-path is"))
        #expect(text.contains("answer    not hello: the reverse-path is null"))
    }

    @Test func showsChoicesOfAcknowledgementAndCopies() throws {
        func condition(_ word: String, _ line: Int) -> Condition {
            .text(
                TextCondition(
                    field: .subject, match: .word, terms: [word], list: nil,
                    location: SourceLocation(file: "main.yaml", line: line)))
        }
        let place = SourceLocation(file: "main.yaml", line: 3)
        let choices = [("Mahnung", nil), ("Rechnung", "invoice")].enumerated().map { number, choice in
            AcknowledgementRule.Choice(
                condition: condition(choice.0, 4 + number), template: choice.1.map { TemplateName($0) },
                location: SourceLocation(file: "main.yaml", line: 4 + number))
        }
        let rules = RuleSet(
            version: "", defaultPriority: .normal, priorityLines: [], routes: [],
            otherwise: RouteLine(
                id: "all", condition: nil, department: "info", folder: "Later",
                acknowledge: AcknowledgementRule(choices: choices, otherwise: "hello"), location: place),
            also: [
                AlsoLine(
                    id: "a.invoice", condition: condition("Rechnung", 8), keywords: ["paper"],
                    copies: ["finance", "sales"], location: SourceLocation(file: "main.yaml", line: 8))
            ],
            examples: [])
        let router = try Router(ruleSet: rules, gate: GatePolicy(), defaultLanguage: .english)
        let routing = OfflineRouting(router: router, mailbox: "info", now: nil, fallback: Instant(seconds: 0))
        var message = Message()
        message.subject = "Rechnung"
        let text = ExplanationText(of: message, named: "message", by: routing, width: 90, style: .plain).text
        for part in [
            "also: paper; copy to finance, sales\n",
            "  no       all choice 1  main.yaml:4\n",
            "  yes      all choice 2  main.yaml:5 -> acknowledge invoice\n",
            "  to        info, folder Later\n", "  keywords  paper\n", "  copy to   finance, sales\n",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
    }

    @Test func letsNoSubjectActOnTheTerminal() async throws {
        let text = try await Self.text(of: Repository.path("fixtures/messages/hostile.eml"))
        let acts = text.unicodeScalars.contains {
            $0 != "\n" && ($0.properties.generalCategory == .control || $0.properties.generalCategory == .format)
        }
        #expect(!acts)
    }

    @Test func findsOneMessageOfAnMbox() async throws {
        let separator = "From a@b Mon Nov 23 10:00:00 2026\n"
        let mbox = "\(separator)Subject: 1\n\n\(separator)Subject: 2\n\n\(separator)Subject: 3\n\n"
        try await withFolder(["box": mbox]) { folder in
            let first = try ExplainCommand.head(of: "\(folder)/box").get()
            let third = try ExplainCommand.head(of: "\(folder)/box#3").get()
            #expect(first.parsed().subject == "1")
            #expect(third.parsed().subject == "3")
            for name in ["box#4", "bax"] {
                #expect(throws: UnreadableMessage.self) { try ExplainCommand.head(of: "\(folder)/\(name)").get() }
            }
        }
    }
}
