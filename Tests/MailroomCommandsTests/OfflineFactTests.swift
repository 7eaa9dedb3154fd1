import Foundation
import MailRouting
import Testing

@testable import MailroomCommands

/// What the verbs know beyond the header: text and attachments when asked for, and whose verdicts are believed.
@Suite struct OfflineFactTests {
    private static let place = SourceLocation(file: "rules/test.yaml", line: 1)

    /// Rules of two lines: the one asks the text, the one above it the subject.
    private static func routing(_ receivingServer: ReceivingServer = .unknown) throws -> OfflineRouting {
        func line(_ id: RuleID, _ condition: Condition?) -> RouteLine {
            RouteLine(
                id: id, condition: condition, department: "info", folder: nil,
                acknowledge: AcknowledgementRule(otherwise: nil), location: place)
        }
        func word(_ word: String, in field: TextField) -> Condition {
            .text(TextCondition(field: field, match: .word, terms: [word], list: nil, location: place))
        }
        let rules = RuleSet(
            version: "test", defaultPriority: .normal, priorityLines: [],
            routes: [
                .line(line("subject", word("order", in: .subject))), .line(line("body", word("needle", in: .body))),
                .line(line("spam", .spam(true, at: place))),
            ],
            otherwise: line("fallback", nil), also: [], examples: [])
        let gate = GatePolicy(own: [])
        return OfflineRouting(
            router: try Router(ruleSet: rules, gate: gate, defaultLanguage: .english), mailbox: "info", now: nil,
            fallback: Instant(seconds: 1_795_000_000), receivingServer: receivingServer)
    }

    private static func rows(of files: [String: String], _ name: String, by routing: OfflineRouting) async throws
        -> [RuleID]
    {
        try await withFolder(files) { folder in
            var source = MessageSource(["\(folder)/\(name)"], keeping: routing.keptOctets)
            var rules: [RuleID] = []
            while let item = source.next() {
                rules.append(try ReplayRow(of: item, by: routing).outcome.get().decision.rule)
            }
            return rules
        }
    }

    /// Beyond all that is read to parse a header.
    private static let far = String(
        repeating: "x".padding(toLength: 70, withPad: "x", startingAt: 0) + "\n", count: 4_000)

    @Test func theTextIsReadWhereverTheMessageStands() async throws {
        let message =
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\n\n\(Self.far)\n"
            + "--b\n\nneedle\n--b--\n"
        let mbox =
            "From a@b.example Mon Nov 23 10:00:00 2026\nSubject: x\n\n\nFrom a@b.example Mon Nov 23 10:00:00 2026\n"
        let routing = try Self.routing()
        #expect(try await Self.rows(of: ["a.eml": message], "a.eml", by: routing) == ["body"])
        #expect(try await Self.rows(of: ["a.eml": "From a@b.example\n" + message], "a.eml", by: routing) == ["body"])
        #expect(try await Self.rows(of: ["mbox": mbox + message], "mbox", by: routing) == ["fallback", "body"])
    }

    @Test func theTextIsNotReadWhereNothingAsks() async throws {
        try await withFolder(["a.eml": "Subject: order\n\nneedle\n"]) { folder in
            let routing = try Self.routing()
            let head = try MessageSource.Content.file(SourcePath("\(folder)/a.eml")).head().get()
            let (message, decision) = try routing.decide(head)
            #expect(decision.rule == "subject")
            #expect(message.body == nil)
            #expect(try routing.message(head).body?.text == "needle")
        }
    }

    @Test func theOptionsNameTheReceivingServer() async throws {
        let files = ["a.eml": "X-Junk: YES\n\nhello\n"]
        let options = try ArrivalOptions.parse(["--spam-header", "X-Junk"])
        let router = try Self.routing().router
        #expect(try await Self.rows(of: files, "a.eml", by: options.routing(by: router)) == ["spam"])
        let account = ReceivingServer(authservID: "mx.example", spamField: "X-Other")
        let both = options.routing(by: router, receivingServer: account).receivingServer
        #expect(both == ReceivingServer(authservID: "mx.example", spamField: "X-Junk"))
        #expect(try await Self.rows(of: files, "a.eml", by: Self.routing()) == ["fallback"])
    }
}
