import MailJournal
import MailRouting
import Testing

@testable import MailroomCommands

/// `mailroom explain --arrival`: a past message under the rules of today.
@Suite struct ArrivalExplanationTests {
    static let rules = """
        version: 1
        routes:
          - {id: quality, when: {subject: {word: Reklamation}}, department: support, acknowledge: none}
          - {id: by-text, when: {body: {word: dringend}}, department: sales, acknowledge: none}
          - {id: by-file, when: {attachment: {type: application/pdf}}, department: finance, acknowledge: none}
          - otherwise: {id: fallback, department: info, acknowledge: none}
        """
    static let header = "From: ana@customer.example\r\nSubject: Guten Tag"

    private func router(_ rules: String, in folder: String) throws -> Router {
        try LoadedRules.load("\(folder)/\(rules)", own: [])
    }

    /// The explanation by `today` of a message that the rules above decided about.
    private func text(
        _ header: String, body: MessageBody? = nil, then: String = rules, today: String = rules
    ) async throws -> String {
        try await withFolder(["then/main.yaml": then, "today/main.yaml": today]) { folder in
            let path = "\(folder)/journal.sqlite"
            let id = try #require(
                try await PastMail.keep([header], by: router("then", in: folder), in: path, body: body).first)
            guard case .kept(let kept) = try await Journal(reading: path).arrival(id) else { return "" }
            return ExplanationText(of: kept, by: try router("today", in: folder), width: 100, style: .plain).text
        }
    }

    @Test func theSameRulesDecideTheSame() async throws {
        let text = try await text("From: ana@customer.example\r\nSubject: Reklamation 1")
        #expect(text.hasPrefix("arrival 1, info/INBOX 1\n  subject   \"Reklamation 1\"\n"))
        #expect(text.contains("yes      quality"))
        #expect(text.hasSuffix("decided then: the same, by the same rules\n"))
    }

    @Test func otherRulesAreShownBesideThoseOfThen() async throws {
        let text = try await text(
            "From: ana@customer.example\r\nSubject: Reklamation 1",
            today: Self.rules.replacing("department: support", with: "department: finance"))
        #expect(text.contains("decision: quality"))
        #expect(text.contains("decided then: another department, by other rules ("))
        #expect(text.hasSuffix("  to        support\n  answer    none\n"))
    }

    @Test func theTextIsUnknownAndItSaysWhy() async throws {
        let text = try await text(Self.header, body: MessageBody(text: "dringend", attachments: []))
        #expect(text.contains("unknown   the text is not kept in the journal: conditions on it are unknown"))
        #expect(text.contains("unknown  by-text"))
        #expect(text.contains("no       by-file"))
        #expect(text.contains("decided then: another rule, department, by the same rules"))
    }

    @Test func attachmentsOfThenDecideAgain() async throws {
        let file = MailRouting.Attachment(
            name: "Rechnung.pdf", type: MediaType(type: "application", subtype: "pdf"), size: 12)
        let text = try await text(Self.header, body: MessageBody(text: nil, attachments: [file]))
        #expect(text.contains("yes      by-file"))
        #expect(text.contains("decided then: the same, by the same rules"))
    }

    @Test func partsForProgramsRefuseAgain() async throws {
        let rules = Self.rules.replacing(
            "department: info, acknowledge: none", with: "department: info, acknowledge: inquiry")
        for part in [
            MediaType(type: "message", subtype: "delivery-status"),
            MediaType(type: "text", subtype: "calendar", parameters: ["method": "REPLY"]),
        ] {
            let body = MessageBody(text: nil, attachments: [], programParts: [part])
            let text = try await text(Self.header, body: body, then: rules, today: rules)
            #expect(text.contains("the gate says \(part.isReport ? "report" : "calendar"): no acknowledgement"))
            #expect(text.contains("decided then: the same, by the same rules"))
        }
    }

    @Test func aNumberIsTakenAsTheWalkPrintsIt() throws {
        #expect(try ExplainCommand.arrivalID("17") == ArrivalID(17))
        #expect(try ExplainCommand.arrivalID("#17") == ArrivalID(17))
        for wrong in ["0", "-1", "x", "", "##1", "99999999999999999999"] {
            #expect(throws: (any Error).self) { try ExplainCommand.arrivalID(wrong) }
        }
    }

    @Test func oneMessageIsNamed() throws {
        #expect(throws: (any Error).self) { try ExplainCommand.parse([]) }
        #expect(throws: (any Error).self) { try ExplainCommand.parse(["a.eml", "--arrival", "1"]) }
        #expect(try ExplainCommand.parse(["--arrival", "1"]).past == ArrivalID(1))
    }
}
