import MailRouting
import MailTransport
import Testing

@Suite struct MessageParserTests {
    @Test func readsAnOrdinaryMessage() {
        let message = parse(
            "Return-Path: <ana@customer.example>\r\nFrom: =?utf-8?Q?Ana_M=C3=BCller?= <Ana@Customer.example>\r\n"
                + "To: Info <info@buttons.test>, sales@buttons.test\r\nSubject: Anfrage zu\r\n Perlmuttkn=?utf-8?Q?=C3=B6pfe?=n\r\n"
                + "Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@customer.example>\r\nImportance: high\r\n"
                + "Content-Type: text/plain; charset=\"utf-8\"\r\n\r\nSehr geehrte Damen und Herren\r\n")
        #expect(message.subject == "Anfrage zu Perlmuttknöpfen")
        #expect(message.from == [Address(displayName: "Ana Müller", localPart: "Ana", domain: "customer.example")])
        #expect(message.to.map(\.spec) == ["info@buttons.test", "sales@buttons.test"])
        #expect(message.date == Instant(seconds: 1_795_424_400))
        #expect(message.messageID == "1@customer.example")
        #expect(message.headerPriority == .high)
        #expect(message.contentType == MediaType(type: "text", subtype: "plain", parameters: ["charset": "utf-8"]))
        #expect(message.language == .german)
        #expect(message.defects == [])
        #expect(message.headerFields.count == 8)
    }
}

func parse(_ text: String) -> Message { MessageParser.parse(message: Array(text.utf8)) }
