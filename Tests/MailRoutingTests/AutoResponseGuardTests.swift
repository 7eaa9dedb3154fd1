import Testing

@testable import MailRouting

@Suite("The gate: every refusal, and what only looks like one")
struct AutoResponseGuardTests {
    private let gate = AutoResponseGuard(Sample.gate)

    private func reason(_ message: Message, _ circumstances: Circumstances = Sample.circumstances()) -> Refusal.Reason?
    {
        gate.judge(message, circumstances)?.reason
    }

    private static func ordinary() -> Message {
        var message = Sample.message("Question about buttons")
        message.messageID = "1@customer.example"
        return message
    }

    @Test("an ordinary message is answered at its reverse-path")
    func ordinary() throws {
        var message = Self.ordinary()
        message.returnPath = .address(try #require(Address("envelope@customer.example")))
        message.replyTo = [try #require(Address("elsewhere@victim.example"))]
        let ruling = gate.ruling(on: message, Sample.circumstances())
        #expect(ruling == .answer(try #require(Address("envelope@customer.example")), lifted: []))
    }

    @Test(
        "header fields",
        arguments: [
            ("Auto-Submitted", "auto-replied", Refusal.Reason.autoSubmitted),
            ("auto-submitted", "AUTO-GENERATED", .autoSubmitted),
            ("Auto-Submitted", "(no) auto-replied", .autoSubmitted),
            ("Auto-Submitted", "auto-notified; owner=x", .autoSubmitted),
            ("Auto-Submitted", "", .autoSubmitted), ("Auto-Submitted", "no", nil),
            ("Auto-Submitted", " NO (really (no)) ", nil),
            ("Auto-Submitted", "no; reason=person", nil),
            ("List-Id", "<buttons.lists.example>", .mailingList),
            ("LIST-UNSUBSCRIBE", "<mailto:x@y.example>", .mailingList),
            ("X-Mailman-Version", "2.1", .mailingList), ("Mailing-List", "contact x", .mailingList),
            ("Feedback-ID", "a:b:c", .mailingList), ("Listing", "x", nil), ("X-Listening", "x", nil),
            ("Precedence", "bulk", .bulkPrecedence), ("Precedence", "List", .bulkPrecedence),
            ("Precedence", "junk (x)", .bulkPrecedence), ("Precedence", "auto_reply", .bulkPrecedence),
            ("Precedence", "first-class", nil), ("Precedence", "normal", nil), ("Precedence", "(bulk) normal", nil),
            ("X-Auto-Response-Suppress", "All", .suppressionRequested),
            ("X-Auto-Response-Suppress", "DR, OOF, AutoReply", .suppressionRequested),
            ("X-Auto-Response-Suppress", "oof", .suppressionRequested), ("X-Auto-Response-Suppress", "None", nil),
            ("X-Auto-Response-Suppress", "DR, RN, NRN", nil),
            ("X-Autoreply", "yes", .autoresponderMark), ("X-Autorespond", "", .autoresponderMark),
            ("X-Auto-Reply-From", "a@b.example", .autoresponderMark), ("X-Loop", "x@y.example", .autoresponderMark),
            ("X-FC-MachineGenerated", "true", .autoresponderMark),
            ("X-Cron-Env", "<SHELL=/bin/sh>", .autoresponderMark),
            ("X-Failed-Recipients", "x@y.example", .autoresponderMark),
            ("X-MS-Exchange-Inbox-Rules-Loop", "a@b.example", .autoresponderMark),
            ("X-Apple-Action", "VACATION", .autoresponderMark), ("X-Autoreply", "no", nil),
            ("X-FC-MachineGenerated", "false", nil),
            ("X-Apple-Action", "NONE", nil), ("X-Mailer", "Thunderbird", nil),
            ("X-Mailer", "vacation 1.2", .autoresponderMark),
            ("Content-Type", "multipart/mixed; report-type=delivery-status", .report),
            ("Content-Class", "urn:content-classes:calendarmessage", .calendar),
            ("Content-Class", "urn:content-classes:message", nil),
            ("X-Mailroom-Loop", " Token-1 ", .ownMessage), ("X-Mailroom-Loop", "another", nil),
            ("X-Spam-Flag", "YES", .spam), ("X-Spam-Status", "Yes, score=9", .spam),
            ("X-Spam-Status", "No, score=-1", nil),
            ("X-MS-Exchange-Organization-SCL", "6", .spam), ("X-MS-Exchange-Organization-SCL", "-1", nil),
            ("Authentication-Results", "mx.example; spf=pass; dmarc=fail (p=none)", .authenticationFailed),
            ("Authentication-Results", "mx.example; dmarc=pass; spf=fail", nil),
        ] as [(String, String, Refusal.Reason?)])
    func field(name: String, value: String, expected: Refusal.Reason?) {
        var message = Self.ordinary()
        message.headerFields.append(HeaderField(name: name, value: value))
        #expect(reason(message) == expected)
    }

    @Test(
        "senders",
        arguments: [
            ("MAILER-DAEMON@mx.example", Refusal.Reason.systemSender), ("postmaster@x.example", .systemSender),
            ("owner-list@x.example", .systemSender), ("list-request@x.example", .systemSender),
            ("bounces+ana=y.example@x.example", .systemSender), ("list-return-42-ana=y@x.example", .systemSender),
            ("prvs=12ab34=mailer-daemon@x.example", .systemSender), ("a1b2@bounce.shop.example", .systemSender),
            ("noreply@x.example", .noReplyAddress), ("no-reply@x.example", .noReplyAddress),
            ("Do.Not_Reply+7@x.example", .noReplyAddress), ("shop-noreply@x.example", .noReplyAddress),
            ("bitte-nicht-antworten@x.example", .noReplyAddress), ("info@buttons.example", .ownAddress),
            ("INFO+tag@Buttons.Example", .ownAddress), ("owner@x.example", nil), ("request@x.example", nil),
            ("reply@x.example", nil), ("noreen.player@x.example", nil), ("returns@x.example", nil),
            ("info@x.example", nil), ("bouncy.castles@x.example", nil), ("danny.postman@x.example", nil),
        ] as [(String, Refusal.Reason?)])
    func sender(address: String, expected: Refusal.Reason?) throws {
        var message = Self.ordinary()
        message.from = [try #require(Address(address))]
        message.returnPath = .address(message.from[0])
        #expect(reason(message) == expected)
        // A replayed file without Return-Path is judged by its author alone.
        message.returnPath = .absent
        #expect(reason(message) == expected)
    }

    @Test("reverse-paths: null and malformed refuse, absent does not")
    func reversePaths() throws {
        var message = Self.ordinary()
        message.returnPath = .null
        #expect(reason(message) == .nullReversePath)
        message.returnPath = .malformed("MAILER-DAEMON")
        #expect(reason(message) == .malformedReversePath)
        for spec in [
            "a@-x.example", "a@x..example", "a@x_y!.example", String(repeating: "a", count: 65) + "@x.example",
        ] {
            message.returnPath = .address(try #require(Address(spec)))
            #expect(reason(message) == .malformedReversePath, "\(spec)")
        }
        message.returnPath = .absent
        #expect(reason(message) == nil)
        #expect(message.replyAddress?.spec == "ana@customer.example")
        message.from.append(try #require(Address("two@customer.example")))
        #expect(message.replyAddress == nil)
        guard case .refuse(let refusal, nil) = gate.ruling(on: message, Sample.circumstances()) else {
            Issue.record("two authors and no Sender were answered")
            return
        }
        #expect(refusal.reason == .unanswerable)
        message.sender = Address("secretary@customer.example")
        #expect(message.replyAddress?.localPart == "secretary")
    }

    @Test(
        "author and reverse-path of different organisations need a DMARC pass by our server",
        arguments: [
            ("ana@customer.example", "ana@mail.customer.example", "", nil),
            ("ana@shop.co.uk", "x@other.co.uk", "", Refusal.Reason.foreignReversePath),
            ("ana@a.shop.co.uk", "x@b.shop.co.uk", "", nil),
            ("ana@customer.example", "SRS0=ab=cd=customer.example=ana@forward.test", "", nil),
            ("ana@customer.example", "x@mailer.test", "", .foreignReversePath),
            ("ana@customer.example", "x@mailer.test", "mx.example; dmarc=pass header.from=customer.example", nil),
            ("ana@customer.example", "x@mailer.test", "mx.example; dkim=pass (dmarc=pass)", .foreignReversePath),
        ] as [(String, String, String, Refusal.Reason?)])
    func foreign(from: String, reversePath: String, results: String, expected: Refusal.Reason?) throws {
        var message = Self.ordinary()
        message.from = [try #require(Address(from))]
        message.returnPath = .address(try #require(Address(reversePath)))
        if !results.isEmpty {
            message.headerFields.insert(HeaderField(name: "Authentication-Results", value: results), at: 0)
            message.headerFields.append(HeaderField(name: "Authentication-Results", value: "x; dmarc=pass"))
        }
        let circumstances = Circumstances(
            mailbox: "info", arrivedAt: Sample.now, now: Sample.now,
            receivingServer: ReceivingServer(authservID: "mx.example"))
        #expect(reason(message, circumstances) == expected)
    }

    @Test(
        "content types",
        arguments: [
            (MediaType(type: "multipart", subtype: "report"), Refusal.Reason.report),
            (MediaType(type: "message", subtype: "delivery-status"), .report),
            (MediaType(type: "message", subtype: "disposition-notification"), .report),
            (MediaType(type: "message", subtype: "feedback-report"), .report),
            (MediaType(type: "multipart", subtype: "mixed", parameters: ["report-type": "delivery-status"]), .report),
            (MediaType(type: "text", subtype: "calendar", parameters: ["method": "REPLY"]), .calendar),
            (MediaType(type: "multipart", subtype: "mixed"), nil), (MediaType(type: "message", subtype: "rfc822"), nil),
        ] as [(MediaType, Refusal.Reason?)])
    func contentType(type: MediaType, expected: Refusal.Reason?) {
        var message = Self.ordinary()
        message.contentType = type
        #expect(reason(message) == expected)
    }

    @Test(
        "subjects refuse only with a second sign",
        arguments: [
            ("Abwesenheitsnotiz", Refusal.Reason.outOfOffice), ("Out of Office", .outOfOffice),
            ("Réponse automatique offre", .outOfOffice), ("自動応答 見積", .outOfOffice),
            ("Undelivered Mail Returned to Sender", .bounceSubject), ("Unzustellbar: Angebot", .bounceSubject),
            ("Question about an offer", nil), ("Officer chairs", nil),
        ] as [(String, Refusal.Reason?)])
    func subjects(subject: String, expected: Refusal.Reason?) throws {
        var message = Self.ordinary()
        message.subject = subject
        #expect(reason(message) == nil)
        var reply = message
        reply.inReplyTo = ["ours@buttons.example"]
        #expect(reason(reply) == (expected == .outOfOffice ? .outOfOffice : nil))
        var system = message
        system.from = [Address(displayName: "Mail Gateway", localPart: "x", domain: "customer.example")]
        #expect(reason(system) == (expected == .bounceSubject ? .bounceSubject : nil))
        message.messageID = nil
        #expect(reason(message) == expected)
    }

    @Test("a subject in the very form of an absence notice needs no other sign")
    func absenceForm() {
        var message = Self.ordinary()
        for subject in ["Automatic reply: offer", "Automatische Antwort: Angebot", "Réponse automatique : offre"] {
            message.subject = subject
            #expect(reason(message) == .outOfOffice)
            message.subject = "Re: " + subject
            #expect(reason(message) == nil)
        }
    }

    @Test("recipients: To, Cc or a delivery agent must name us, if we know who we are")
    func recipients() throws {
        var message = Self.ordinary()
        let ours = try #require(Address("Sales+x@buttons.example"))
        message.to = [try #require(Address("someone@other.example"))]
        #expect(reason(message) == .notAddressedToUs)
        message.cc = [ours]
        #expect(reason(message) == nil)
        message.cc = []
        message.deliveredTo = [ours]
        #expect(reason(message) == nil)
        message.deliveredTo = []
        message.to = []
        #expect(reason(message) == .notAddressedToUs)
        let unknowing = AutoResponseGuard(GatePolicy(ownAddresses: [], maximumAge: .days(3), loopToken: ""))
        #expect(unknowing.judge(message, Sample.circumstances()) == nil)
    }

    @Test("backlog and age")
    func timely() {
        let message = Self.ordinary()
        #expect(reason(message, Sample.circumstances(discovery: .backlog)) == .backlog)
        #expect(reason(message, Sample.circumstances(discovery: .rescan)) == .rescan)
        let limit = Sample.now - .days(3)
        #expect(reason(message, Sample.circumstances(arrivedAt: limit)) == nil)
        #expect(reason(message, Sample.circumstances(arrivedAt: limit - .milliseconds(1))) == .tooOld)
        #expect(reason(message, Sample.circumstances(arrivedAt: Sample.now + .days(9))) == nil)
    }

    @Test("evidence is short and safe to print, whatever the message holds")
    func evidence() throws {
        let hostile = "\u{1B}[2J\u{202E}" + String(repeating: "x", count: 1 << 20)
        for (name, value) in [("Auto-Submitted", hostile), ("X-Autoreply", hostile), ("List-" + hostile, "x")] {
            var message = Self.ordinary()
            message.headerFields.append(HeaderField(name: name, value: value))
            let refusal = try #require(gate.judge(message, Sample.circumstances()))
            #expect(refusal.evidence.count < 300)
            #expect(!refusal.evidence.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
        }
    }
}
