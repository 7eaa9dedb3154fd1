import MailRouting
import MailTransport
import Testing

@Suite struct AcknowledgementComposerTests {
    static let draft = AcknowledgementDraft(
        from: Address(displayName: "Happy Buttons Qualität", localPart: "support", domain: "buttons.test"),
        to: Address(displayName: "Jörg Müller, Einkauf", localPart: "jm", domain: "customer.example"),
        subject: "Auto: Ihre Reklamation „Charge 4711“ ist bei uns eingegangen und wird geprüft [HB-261122-7KQ4]",
        text: "Sehr geehrter Herr Müller,\n\n.\nFrom here on = all is well.\n", html: "<p>Sehr geehrter Herr Müller</p>\n",
        inReplyTo: "1@customer.example", references: ["0@customer.example", "1@customer.example"],
        messageID: "ack.0123@buttons.test", date: Instant(seconds: 1_795_424_400), language: .german, loopToken: "t0ken")

    @Test func isReadBackFieldByField() throws {
        let bytes = try AcknowledgementComposer.compose(Self.draft)
        let message = MessageParser.parse(message: bytes)
        #expect(message.subject == Self.draft.subject)
        #expect(message.from == [Self.draft.from])
        #expect(message.to == [Self.draft.to])
        #expect(message.date == Self.draft.date)
        #expect(message.messageID == Self.draft.messageID)
        #expect(message.inReplyTo == [Self.draft.inReplyTo])
        #expect(message.references == Self.draft.references)
        #expect(message.values(of: "Auto-Submitted") == ["auto-replied"])
        #expect(message.values(of: "X-Auto-Response-Suppress") == ["All"])
        #expect(message.values(of: "X-Mailroom-Loop") == ["t0ken"])
        #expect(message.values(of: "Content-Language").first == "de")
        #expect(!message.has("Precedence"))
        #expect(message.contentType.description == "multipart/alternative")
        #expect(message.language == .german)
        #expect(message.defects == [])
    }
}
