import Testing

@testable import MailRouting

@Suite("The gate: what is ours, and where an answer would go")
struct OwnMailTests {
    private let gate = AutoResponseGuard(Sample.gate)

    private func reason(_ message: Message) -> Refusal.Reason? { gate.judge(message, Sample.circumstances())?.reason }

    private static func ordinary() -> Message {
        var message = Sample.message("Question about buttons")
        message.messageID = "1@customer.example"
        return message
    }

    @Test(
        "our own Message-ID coming back",
        arguments: [
            ("ack.0123456789abcdef0123456789abcdef@buttons.example", true),
            ("ack.0123456789abcdef0123456789abcdef@BUTTONS.example", true),
            ("ack.0123456789abcdef0123456789abcdef@other.example", false),
            ("ack.0123456789abcdef0123456789abcde@buttons.example", false),
            ("ack.0123456789abcdef0123456789abcdef0@buttons.example", false),
            ("ack.0123456789abcdef0123456789abcdeg@buttons.example", false),
            ("ack.0123456789abcdef0123456789abcdef", false), ("ack.@buttons.example", false),
        ])
    func messageID(id: String, isOurs: Bool) {
        var message = Self.ordinary()
        message.messageID = MessageID(id)
        #expect(reason(message) == (isOurs ? .ownMessage : nil))
        // A person who answers ours names it, and that is no fault.
        message = Self.ordinary()
        message.inReplyTo = [MessageID(id)]
        #expect(reason(message) == nil)
    }

    @Test(
        "our address as any sender, also wrapped by forwarders and bounce checks",
        arguments: [
            "info@buttons.example", "INFO+x@buttons.example", "prvs=1234abcd=info@buttons.example",
            "btv1==abc==sales@buttons.example", "SRS0=ab=cd=buttons.example=info@forward.test",
            "SRS1=ab=first.test==ab=cd=buttons.example=sales@forward.test",
        ])
    func ownSender(spec: String) throws {
        let ours = try #require(Address(spec))
        var message = Self.ordinary()
        // The answer would come to ourselves, whoever is the author.
        message.returnPath = .address(ours)
        #expect(reason(message) == .ownAddress)
        message = Self.ordinary()
        message.sender = ours
        #expect(reason(message) == .ownAddress)
        message = Self.ordinary()
        message.from.append(ours)
        #expect(reason(message) == .ownAddress)
        // Reply-To is nobody's proof of anything, and nothing goes there.
        message = Self.ordinary()
        message.replyTo = [ours]
        #expect(reason(message) == nil)
    }

    @Test("an answer goes to the reverse-path, never to Reply-To (RFC 3834 section 4)")
    func replyAddress() throws {
        var message = Self.ordinary()
        message.replyTo = [Address(localPart: "victim", domain: "elsewhere.example")]
        message.sender = Address(localPart: "secretary", domain: "customer.example")
        message.returnPath = .address(Address(localPart: "envelope", domain: "customer.example"))
        #expect(message.replyAddress?.spec == "envelope@customer.example")
        message.returnPath = .absent
        #expect(message.replyAddress?.spec == "secretary@customer.example")
        message.sender = nil
        #expect(message.replyAddress?.spec == "ana@customer.example")
        for nobody in [[], ["a@customer.example", "b@customer.example"], ["a@-customer.example"]] {
            message.from = nobody.compactMap { Address($0) }
            #expect(message.replyAddress == nil)
            #expect(reason(message) == .unanswerable)
        }
        message = Self.ordinary()
        message.returnPath = .null
        #expect(message.replyAddress == nil)
    }
}
