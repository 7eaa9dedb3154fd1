import Testing

@testable import MailRouting

@Suite("The gate's two tiers: what a trust entry lifts, for every reason there is")
struct RefusalTierTests {
    private static let server = ReceivingServer(authservID: "mx.buttons.example")
    private static let entry = TrustEntry(
        sender: sender, reason: "people read there", lastDay: CivilDate(day: Int(Sample.now.milliseconds / 86_400_000)))
    private static let sender = Address(localPart: "noreply", domain: "customer.example")
    private static let proof = "mx.buttons.example; dmarc=pass header.from=customer.example"

    private static func policy(_ trust: [TrustEntry], isEnabled: Bool = true) -> GatePolicy {
        GatePolicy(
            isEnabled: isEnabled, ownAddresses: Sample.gate.ownAddresses, maximumAge: .days(3), loopToken: "token-1",
            trust: trust)
    }

    private static func circumstances(
        discovery: Discovery = .arrival, arrivedAt: Instant = Sample.now, now: Instant = Sample.now,
        server: ReceivingServer = server
    ) -> Circumstances {
        Circumstances(
            mailbox: "info", arrivedAt: arrivedAt, discovery: discovery, now: now, receivingServer: server)
    }

    /// A message of the trusted sender, which our server vouches for, and which nothing else speaks against than its
    /// name.
    private static func trusted() -> Message {
        var message = Sample.message("Order 4711", fields: [("Authentication-Results", proof)])
        message.from = [sender]
        message.returnPath = .address(sender)
        message.messageID = "1@customer.example"
        return message
    }

    private static func gives(_ name: String, _ value: String) -> (inout Message) -> Void {
        { $0.headerFields.append(HeaderField(name: name, value: value)) }
    }

    /// How a message of the trusted sender comes by the reason; nil for reasons that are not the gate's.
    private static func change(for reason: Refusal.Reason) -> ((inout Message) -> Void)? {
        switch reason {
        case .nullReversePath: { $0.returnPath = .null }
        case .malformedReversePath: { $0.returnPath = .malformed("x") }
        case .autoSubmitted: gives("Auto-Submitted", "auto-replied")
        case .report: { $0.contentType = MediaType(type: "multipart", subtype: "report") }
        case .ownAddress: { $0.sender = Address("sales@buttons.example") }
        case .ownMessage: gives("X-Mailroom-Loop", "token-1")
        case .notAddressedToUs: { $0.to = [sender] }
        case .spam: gives("X-Spam-Flag", "YES")
        case .authenticationFailed:
            {
                $0.headerFields = [
                    HeaderField(
                        name: "Authentication-Results",
                        value: "mx.buttons.example; dkim=pass header.d=customer.example; dmarc=fail")
                ]
            }
        case .systemSender: { $0.sender = Address("postmaster@customer.example") }
        case .noReplyAddress: { _ in }
        case .mailingList: gives("List-Id", "<x.customer.example>")
        case .bulkPrecedence: gives("Precedence", "bulk")
        case .suppressionRequested: gives("X-Auto-Response-Suppress", "OOF")
        case .autoresponderMark: gives("X-Loop", "x")
        case .calendar: { $0.contentType = MediaType(type: "text", subtype: "calendar") }
        case .outOfOffice: { $0.subject = "Automatic reply: order" }
        case .bounceSubject:
            {
                $0.subject = "Undelivered Mail Returned to Sender"
                $0.messageID = nil
            }
        // DMARC would have to be silent, see below; time and switch are no part of a message.
        case .foreignReversePath, .unanswerable, .backlog, .rescan, .tooOld, .switchedOff: nil
        default: nil
        }
    }

    @Test(
        "a message keeps its refusal, or has it lifted, by the tier of the reason alone",
        arguments: Refusal.Reason.allCases)
    func tiers(reason: Refusal.Reason) throws {
        guard let change = Self.change(for: reason) else { return }
        var message = Self.trusted()
        change(&message)
        // DMARC cannot prove and fail at once.
        let method = reason == .authenticationFailed ? SenderCheck.dkim : .dmarc
        let entry = TrustEntry(sender: Self.sender, reason: "x", lastDay: Self.entry.lastDay, method: method)
        let trusting = AutoResponseGuard(Self.policy([entry])).ruling(on: message, Self.circumstances())
        let strict = AutoResponseGuard(Self.policy([])).judge(message, Self.circumstances())
        switch (trusting, reason.tier) {
        case (.refuse(let refusal, _), .always):
            // The name alone would refuse as well; what is never lifted is found behind it.
            #expect(refusal.reason == reason)
            #expect(strict != nil)
        case (.answer(_, let lifted), .unlessTrusted):
            #expect(lifted.map(\.refusal.reason).contains(reason))
            #expect(lifted.map(\.refusal.reason).contains(.noReplyAddress))
            #expect(strict != nil)
        default: Issue.record("\(reason) is \(reason.tier), and the gate says \(trusting)")
        }
    }

    @Test("time and the switch are never lifted")
    func untimely() {
        let trusting = AutoResponseGuard(Self.policy([Self.entry]))
        for (circumstances, reason) in [
            (Self.circumstances(discovery: .backlog), Refusal.Reason.backlog),
            (Self.circumstances(discovery: .rescan), .rescan),
            (Self.circumstances(arrivedAt: Sample.now - .days(4)), .tooOld),
        ] {
            #expect(trusting.judge(Self.trusted(), circumstances)?.reason == reason)
            #expect(reason.tier == .always)
        }
        let off = AutoResponseGuard(Self.policy([Self.entry], isEnabled: false))
        #expect(off.judge(Self.trusted(), Self.circumstances())?.reason == .switchedOff)
        #expect(Refusal.Reason.switchedOff.tier == .always)
    }

    @Test(
        "a reverse-path elsewhere is lifted by proof of the author's own domain",
        arguments: [
            (SenderCheck.dkim, "dkim=pass header.d=customer.example", true),
            (.dkim, "dkim=pass header.i=@mail.customer.example", true),
            (.dkim, "dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example", false),
            (.dkim, "dkim=fail header.d=customer.example; dkim=pass header.d=evil.example", false),
            (.dkim, "dkim=pass", false), (.dkim, "dkim=pass reason=\"header.d=customer.example\"", false),
            (.dkim, "spf=pass smtp.mailfrom=x@customer.example", false),
            (.spf, "spf=pass smtp.mailfrom=x@bounce.customer.example", true),
            (.spf, "spf=pass smtp.mailfrom=customer.example", true),
            (.spf, "spf=pass smtp.mailfrom=x@service.test", false),
            (.spf, "spf=pass smtp.mailfrom=\"a smtp.mailfrom=b@customer.example\"@evil.example", false),
            (.spf, "spf=pass smtp.mailfrom=x@notcustomer.example", false),
            (.dmarc, "dmarc=none; dkim=pass header.d=customer.example", false),
            (.dmarc, "dmarc=pass header.from=evil.example", false),
        ] as [(SenderCheck, String, Bool)])
    func proof(method: SenderCheck, results: String, isLifted: Bool) throws {
        var message = Self.trusted()
        message.from = [Address(localPart: "orders", domain: "customer.example")]
        message.returnPath = .address(Address(localPart: "x", domain: "service.test"))
        // The gate believes any DMARC pass of our server; the entry asks for the sender's domain.
        message.headerFields = [
            HeaderField(name: "Authentication-Results", value: "mx.buttons.example; \(results)"),
            HeaderField(name: "Precedence", value: "bulk"),
        ]
        let entry = TrustEntry(
            sender: message.from[0], reason: "x", lastDay: Self.entry.lastDay, method: method)
        let ruling = AutoResponseGuard(Self.policy([entry])).ruling(on: message, Self.circumstances())
        switch ruling {
        case .answer(let address, let lifted):
            #expect(isLifted)
            #expect(address.spec == "x@service.test", "the reverse-path, trusted or not")
            #expect(lifted.map(\.refusal.reason) == [.bulkPrecedence, .foreignReversePath])
        case .refuse(let refusal, let doubt):
            #expect(!isLifted)
            #expect(refusal.reason == .bulkPrecedence)
            #expect(doubt?.objection == .notAuthenticated(method))
        }
    }

    @Test("an entry is for one author, until a day, where our server is known")
    func bounds() throws {
        let gate = AutoResponseGuard(Self.policy([Self.entry]))
        func ruling(_ change: (inout Message) -> Void, _ circumstances: Circumstances = Self.circumstances())
            -> AutoResponseGuard.Ruling
        {
            var message = Self.trusted()
            change(&message)
            return gate.ruling(on: message, circumstances)
        }
        func doubt(_ ruling: AutoResponseGuard.Ruling) -> TrustDoubt? {
            if case .refuse(_, let doubt) = ruling { return doubt }
            return nil
        }
        let last = Self.entry.expiresAt - .milliseconds(1)
        #expect(gate.judge(Self.trusted(), Self.circumstances(arrivedAt: last, now: last)) == nil)
        let late = Self.circumstances(arrivedAt: last, now: Self.entry.expiresAt)
        #expect(doubt(ruling({ _ in }, late))?.objection == .expired(Self.entry.lastDay))
        #expect(doubt(ruling({ _ in }, Self.circumstances(server: .unknown)))?.objection == .noReceivingServer)
        let elsewhere = ReceivingServer(authservID: "mx.other.example")
        #expect(doubt(ruling({ _ in }, Self.circumstances(server: elsewhere)))?.objection == .notAuthenticated(.dmarc))
        let other = Address(localPart: "noreply2", domain: "customer.example")
        #expect(ruling { $0.from = [other] } != ruling { _ in })
        #expect(doubt(ruling { $0.from = [other] }) == nil)
        guard case .refuse(let refusal, nil) = ruling({ $0.from.append(other) }) else {
            Issue.record("a second author rode along")
            return
        }
        #expect(refusal.reason == .noReplyAddress)
    }

    @Test("the explanation shows what was lifted, by which entry, and what was not")
    func explanation() throws {
        let rules = Sample.rules(otherwise: Sample.line("fallback", nil, department: "info", acknowledge: "inquiry"))
        let router = try Router(ruleSet: rules, gate: Self.policy([Self.entry]), defaultLanguage: .english)
        let steps = router.explain(Self.trusted(), Self.circumstances()).1.steps.filter { $0.kind == .gate }
        #expect(steps.map(\.name) == ["noReplyAddress", "send"])
        #expect(
            steps.first?.effect
                == "lifted by trust entry noreply@customer.example (people read there, until 2023-11-14, "
                + "dmarc): the sender is noreply@customer.example (the address says that nobody reads it)")
        let (decision, refused) = router.explain(Self.trusted(), Self.circumstances(server: .unknown))
        #expect(
            refused.steps.last { $0.kind == .gate }?.effect?.contains("does not lift it: the account names no") == true)
        guard case .refused(_, let refusal) = decision.acknowledgement else {
            Issue.record("acknowledged without proof")
            return
        }
        #expect(refusal.reason == .noReplyAddress)
    }
}
