import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct WhyNotTests {
    private static let rules = """
        version: 1
        priority:
          lines:
            - {id: p.urgent, when: {subject: {word: [urgent, now]}}, is: high}
            - {id: p.quality, when: {subject: {word: defect}}, is: critical}
        routes:
          - {id: quality, subject: {word: defect}, department: support, acknowledge: none}
          - group: finance
            when: {subject: {word: [invoice, payment]}}
            department: finance
            lines:
              - {id: dunning, subject: {word: overdue}, priority: high+, acknowledge: none}
              - {id: invoice, acknowledge: hello}
          - id: oem
            when: {any: [{from-domain: oem.example}, {not: {mailbox: [info]}}]}
            department: sales
            acknowledge: none
          - otherwise: {id: other, department: info, acknowledge: none}
        also:
          - {id: a.large, when: {size: {over: 20MB}}, keyword: large}
        """

    private func text(_ line: RuleID, _ subject: String, from: String? = "ana@kunde.example") async throws -> String {
        try await withFolder(["rules/main.yaml": Self.rules]) { folder in
            let router = try LoadedRules.load("\(folder)/rules", own: [])
            var message = Message()
            message.subject = subject
            message.from = from.flatMap { Address($0) }.map { [$0] } ?? []
            message.size = 1000
            let routing = OfflineRouting(router: router, mailbox: "info", now: nil, fallback: Instant(seconds: 0))
            let finding = try #require(router.whyNot(line, message, routing.circumstances(of: message)))
            return WhyNotText(finding, width: 90, style: .plain).text
        }
    }

    @Test func namesTheFirstConditionThatFailedAndAllThatIsMissing() async throws {
        #expect(
            try await text("dunning", "Invoice 4711") == """
                dunning  rules/main.yaml:12
                It was looked at and did not match.
                The first condition that failed:
                  the subject has the word overdue  rules/main.yaml:12; it saw: Invoice 4711
                It would match if
                  - all of this:
                    - the subject has the word overdue
                    - the priority is at least high

                """)
    }

    @Test func saysWhichLineCameFirst() async throws {
        #expect(
            try await text("invoice", "Defect in invoice 4711") == """
                invoice  rules/main.yaml:13
                It was never looked at, because quality (rules/main.yaml:7) above it matched first. By
                itself it would have matched: only its place is in the way.

                """)
    }

    @Test func saysThatTheGroupFailed() async throws {
        #expect(
            try await text("dunning", "Urgent: overdue") == """
                dunning  rules/main.yaml:12
                It was never looked at, because the condition of its group finance (rules/main.yaml:8) did
                not hold. By itself the line would have matched.
                The first condition of the group that failed:
                  the subject has one of the words invoice, payment  rules/main.yaml:9; it saw: Urgent:
                  overdue
                It would match if
                  - the subject has one of the words invoice, payment

                """)
    }

    @Test func showsAlternativesAndWhatMustNotHold() async throws {
        #expect(
            try await text("oem", "Hello", from: nil) == """
                oem  rules/main.yaml:14
                It was looked at and did not match.
                The first condition that is unknown:
                  one of these
                    the domain of the author is oem.example  rules/main.yaml:15; the message does not say
                    not this
                      it arrived in info  rules/main.yaml:15; it saw: info
                It would match if
                  - at least one of these:
                    - the domain of the author is oem.example
                    - this did not hold:
                      - it arrived in info

                """)
    }

    @Test(arguments: [
        ("p.urgent", "Defect, urgent", "It matched: priority high. The priority is critical, because another"),
        ("p.quality", "Defect, urgent", "It matched: priority critical.\n"),
        ("quality", "Defect", "It matched: department support, acknowledge none."),
        ("a.large", "Defect", "its size is over 20000000 octets  rules/main.yaml:20; it saw: 1000 octets"),
        ("other", "Defect", "because quality (rules/main.yaml:7) above it matched first."),
        ("other", "Hello", "It matched: department info, acknowledge none."),
    ])
    func answersForLinesOfEveryKind(_ line: RuleID, _ subject: String, _ part: String) async throws {
        #expect(try await text(line, subject).contains(part))
    }
}
