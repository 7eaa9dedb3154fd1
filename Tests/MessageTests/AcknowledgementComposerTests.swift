import CGMime
import MailRouting
import MailTransport
import Testing

@Suite struct AcknowledgementComposerTests {
    static let draft = AcknowledgementDraft(
        from: Address(displayName: "Happy Buttons Qualität", localPart: "support", domain: "buttons.test"),
        to: Address(displayName: "Jörg Müller, Einkauf", localPart: "jm", domain: "customer.example"),
        subject: "Auto: Ihre Reklamation „Charge 4711“ ist bei uns eingegangen und wird geprüft [HB-261122-7KQ4]",
        text: "Sehr geehrter Herr Müller,\n\n.\nFrom here on = all is well.\n",
        html: "<p>Sehr geehrter Herr Müller</p>\n",
        inReplyTo: "1@customer.example", references: ["0@customer.example", "1@customer.example"],
        messageID: "ack.0123@buttons.test", date: Instant(seconds: 1_795_424_400), language: .german, loopToken: "t0ken"
    )

    static func composed(_ change: (inout AcknowledgementDraft) -> Void = { _ in }) throws -> (
        bytes: [UInt8], message: Message
    ) {
        var draft = draft
        change(&draft)
        let bytes = try AcknowledgementComposer.compose(draft)
        return (bytes, MessageParser.parse(message: bytes))
    }

    @Test func isReadBackFieldByField() throws {
        let (_, message) = try Self.composed()
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
        #expect(message.values(of: "Content-Language") == ["de"])
        #expect(message.values(of: "MIME-Version") == ["1.0"])
        #expect(!message.has("Precedence"))
        #expect(message.contentType.description == "multipart/alternative")
        #expect(message.language == .german)
        #expect(message.defects == [])
        #expect(cgmime_fault_count() == 0)
    }

    @Test func isPlainTextWithoutHTML() throws {
        let (_, message) = try Self.composed { $0.html = nil }
        #expect(
            message.contentType
                == MediaType(
                    type: "text", subtype: "plain",
                    parameters: ["charset": "utf-8", "format": "flowed", "delsp": "no"]))
        #expect(message.values(of: "Content-Transfer-Encoding") == ["quoted-printable"])
        #expect(message.values(of: "Content-Language") == ["de"])
    }

    @Test func isASCIIInShortLinesThatEndInCRLF() throws {
        let (bytes, _) = try Self.composed {
            $0.text =
                String(repeating: "ä", count: 5_000) + "\r\nlone\rreturn\n日本語" + String(repeating: "あ", count: 5_000)
            $0.references = (0..<100).map { MessageID("\($0)@customer.example") }
        }
        #expect(bytes.allSatisfy { $0 < 0x80 })
        for index in bytes.indices where bytes[index] == 0x0A { #expect(index > 0 && bytes[index - 1] == 0x0D) }
        for index in bytes.indices where bytes[index] == 0x0D {
            #expect(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
        }
        let lines = bytes.split(separator: 0x0A).map(\.count)
        #expect(lines.max() ?? 0 <= 79)
    }

    @Test func isTheSameForTheSameDraft() throws {
        #expect(try Self.composed().bytes == Self.composed().bytes)
        #expect(try Self.composed().bytes != Self.composed { $0.messageID = "other@buttons.test" }.bytes)
    }

    @Test func keepsTheEndsOfALongThread() throws {
        let thread = (0..<100).map { MessageID("\($0)@customer.example") }
        let (_, message) = try Self.composed { $0.references = thread }
        #expect(message.references == [thread[0]] + thread.suffix(20))
    }

    @Test(arguments: ["\r\n", "\n", "\r", "\r\n\r\n", "\u{2028}", "\u{85}", "\u{0}", "\u{B}"])
    func letsNoValueEndItsField(end: String) throws {
        let attack = "x\(end)Bcc: victim@other.example\(end)\(end)body"
        let (_, message) = try Self.composed {
            $0.subject = attack
            $0.from = Address(displayName: attack, localPart: "support", domain: "buttons.test")
            $0.to = Address(displayName: attack, localPart: "jm", domain: "customer.example")
            $0.inReplyTo = MessageID(attack)
            $0.references = [MessageID(attack), MessageID("a@b> <c@d")]
            $0.loopToken = attack
        }
        #expect(!message.has("Bcc"))
        #expect(message.subject == "x Bcc: victim@other.example body")
        #expect(
            message.to == [
                Address(displayName: "x Bcc: victim@other.example body", localPart: "jm", domain: "customer.example")
            ])
        #expect(message.from.count == 1)
        #expect(!message.has("In-Reply-To") && !message.has("References"))
        #expect(message.defects == [])
    }

    @Test func sendsNothingThatLooksLikeAnEncodedWord() throws {
        let attack = "=?utf-8?q?=0D=0ABcc:_x@y.example?="
        let (bytes, message) = try Self.composed {
            $0.subject = "Auto: \(attack)"
            $0.to = Address(displayName: attack, localPart: "jm", domain: "customer.example")
        }
        #expect(!String(decoding: bytes, as: UTF8.self).contains(attack))
        #expect(message.subject == "Auto: = ?utf-8?q?=0D=0ABcc:_x@y.example?=")
        #expect(message.to.first?.displayName == "= ?utf-8?q?=0D=0ABcc:_x@y.example?=")
    }

    @Test(arguments: [
        ("a b", "customer.example"), ("a\r\nRCPT", "customer.example"), ("a>,<b", "customer.example"),
        ("a", "b.example>"),
        ("", "customer.example"), ("a", ""), ("a", "b\u{0}.example"), ("a\u{202E}b", "customer.example"),
        (String(repeating: "a", count: 65), "customer.example"), ("a,b", "customer.example"),
        ("a", "b.example, c@d.example"),
        ("\"a\"b\"", "customer.example"),
    ])
    func refusesAddressesThatAreNone(localPart: String, domain: String) {
        let address = Address(localPart: localPart, domain: domain)
        #expect(throws: CompositionError.unusableAddress(address)) { try Self.composed { $0.to = address } }
    }

    @Test(arguments: [("\"a,b\"", "customer.example"), ("o'neill+x", "customer.example"), ("a", "[192.0.2.1]")])
    func writesUnusualAddresses(localPart: String, domain: String) throws {
        let address = Address(localPart: localPart, domain: domain)
        #expect(try Self.composed { $0.to = address }.message.to == [address])
    }

    @Test func refusesAMessageIDThatIsNone() {
        #expect(throws: CompositionError.unusableMessageID("a b@c")) { try Self.composed { $0.messageID = "a b@c" } }
    }

    @Test func shortensBetweenGraphemes() throws {
        let family = "👨‍👩‍👧‍👦"
        let (_, message) = try Self.composed { $0.subject = String(repeating: family, count: 100) }
        #expect(message.subject == String(repeating: family, count: 199 / 7) + "…")
    }
}

@Suite struct AcknowledgementIdentityTests {
    static let fingerprint = Fingerprint(digest: String(repeating: "ab", count: 32), size: 1_234)

    /// Values written down once: they must never change, or a message sent again would be another message.
    @Test func isStable() {
        let id = AcknowledgementIdentity.messageID(
            answering: "1@customer.example", fingerprint: Self.fingerprint, template: "general", domain: "Buttons.test")
        #expect(id.rawValue == "ack.fa97c362f3a8d10fc3064fb2680a1fe7@buttons.test")
        let reference = AcknowledgementIdentity.ticketReference(
            answering: "1@customer.example", fingerprint: Self.fingerprint, arrivedAt: Instant(seconds: 1_795_424_400))
        #expect(reference == "HB-261123-AAYK")
    }

    @Test func dependsOnWhatIsAnswered() {
        func id(_ original: MessageID?, _ template: TemplateName = "general", size: UInt32 = 1) -> MessageID {
            AcknowledgementIdentity.messageID(
                answering: original, fingerprint: Fingerprint(digest: "ab", size: size), template: template,
                domain: "buttons.test")
        }
        #expect(id("a@b") == id("a@b", size: 2))
        #expect(Set([id("a@b"), id("c@d"), id(nil), id(nil, size: 2), id("a@b", "other")]).count == 5)
    }

    @Test(arguments: [(0, "700101"), (951_782_400, "000229"), (-1, "691231"), (4_102_444_799, "991231")])
    func carriesTheDayOfArrival(seconds: Int64, day: String) {
        let reference = AcknowledgementIdentity.ticketReference(
            prefix: "T", answering: nil, fingerprint: Self.fingerprint, arrivedAt: Instant(seconds: seconds))
        #expect(reference.hasPrefix("T-\(day)-"))
        #expect(reference.count == 13)
    }
}
