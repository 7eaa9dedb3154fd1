import Testing

@testable import MailRouting

@Suite("The gate: what programs write, and people's mail that is like it")
struct AutomaticMailTests {
    private let gate = AutoResponseGuard(Sample.gate)

    private func reason(_ message: Message) -> Refusal.Reason? { gate.judge(message, Sample.circumstances())?.reason }

    private static func ordinary(_ subject: String = "Question about buttons") -> Message {
        var message = Sample.message(subject)
        message.messageID = "1@customer.example"
        return message
    }

    @Test(
        "SPF, DKIM and DMARC, as our server reports them",
        arguments: [
            ("spf=fail smtp.mailfrom=customer.example", true), ("spf=softfail", false), ("spf=neutral", false),
            ("spf=temperror; dkim=none", false), ("dkim=fail", true), ("dkim=policy", false),
            ("spf=fail; dkim=fail; dmarc=fail", true), ("spf=pass; dkim=pass; dmarc=fail", true),
            // Forwarded: the envelope is the forwarder's, the signature the author's.
            ("spf=fail; dkim=pass header.d=customer.example; dmarc=pass", false),
            ("spf=fail; dkim=pass header.d=customer.example", false),
            ("spf=fail; dkim=pass header.d=customer.example; dmarc=none", false),
            ("spf=fail; dkim=pass header.d=evil.example", true), ("spf=fail; dkim=pass", true),
            // Through a list that adds a footer.
            ("spf=pass smtp.mailfrom=customer.example; dkim=fail header.d=customer.example", false),
            ("spf=pass smtp.mailfrom=list.example; dkim=fail header.d=customer.example", true),
        ])
    func authentication(results: String, isRefused: Bool) {
        var message = Self.ordinary()
        let server = ReceivingServer(authservID: "mx.buttons.example")
        let circumstances = Circumstances(
            mailbox: "info", arrivedAt: Sample.now, now: Sample.now, receivingServer: server)
        message.headerFields = [HeaderField(name: "Authentication-Results", value: "mx.buttons.example; \(results)")]
        #expect(gate.judge(message, circumstances)?.reason == (isRefused ? .authenticationFailed : nil))
        #expect(reason(message) == (isRefused ? .authenticationFailed : nil), "while no server is named")
        // Somebody else's results.
        message.headerFields = [HeaderField(name: "Authentication-Results", value: "mx.other.example; \(results)")]
        #expect(gate.judge(message, circumstances) == nil)
    }

    @Test(
        "a pass that nobody we know wrote lifts nothing",
        arguments: [
            "dmarc=pass header.from=customer.example", "spf=pass; dkim=pass header.d=customer.example; dmarc=pass",
        ])
    func passOfAStranger(results: String) {
        var message = Self.ordinary()
        message.returnPath = .address(Address(localPart: "x", domain: "service.test"))
        #expect(reason(message) == .foreignReversePath)
        message.headerFields = [HeaderField(name: "Authentication-Results", value: "mx.buttons.example; \(results)")]
        #expect(reason(message) == .foreignReversePath)
        func reasonKnowing(_ server: String) -> Refusal.Reason? {
            let circumstances = Circumstances(
                mailbox: "info", arrivedAt: Sample.now, now: Sample.now,
                receivingServer: ReceivingServer(authservID: server))
            return gate.judge(message, circumstances)?.reason
        }
        #expect(reasonKnowing("mx.other.example") == .foreignReversePath)
        #expect(reasonKnowing("mx.buttons.example") == nil)
    }

    @Test("of several results the first that speaks of a method counts, ours where we are known, else the topmost")
    func severalResults() {
        var message = Self.ordinary()
        let server = ReceivingServer(authservID: "mx.buttons.example")
        func reasons(_ values: String...) -> [Refusal.Reason?] {
            message.headerFields = values.map { HeaderField(name: "Authentication-Results", value: $0) }
            let circumstances = Circumstances(
                mailbox: "info", arrivedAt: Sample.now, now: Sample.now, receivingServer: server)
            return [gate.judge(message, circumstances)?.reason, reason(message)]
        }
        let forged = "mx.other.example; dmarc=pass header.from=customer.example"
        #expect(reasons(forged, "mx.buttons.example; DMARC=Fail") == [.authenticationFailed, nil])
        #expect(reasons("mx.buttons.example; spf=fail", forged) == [.authenticationFailed, .authenticationFailed])
        // The filters of one server write a field each.
        let signed = "mx.buttons.example; dkim=pass header.d=customer.example"
        #expect(reasons("mx.buttons.example; spf=fail", signed) == [nil, .authenticationFailed])
        #expect(reasons(signed, "mx.buttons.example; dkim=fail; spf=fail") == [nil, nil])
        #expect(reasons("mx.buttons.example; dmarc=pass", "mx.buttons.example; dmarc=fail") == [nil, nil])
    }

    @Test(
        "parts that programs read",
        arguments: [
            ("multipart/report", nil, Refusal.Reason.report), ("message/delivery-status", nil, .report),
            ("message/disposition-notification", nil, .report), ("message/feedback-report", nil, .report),
            ("text/calendar", "REPLY", .calendar), ("text/calendar", "counter", .calendar),
            // People send invitations along.
            ("text/calendar", "REQUEST", nil), ("text/calendar", nil, nil),
        ] as [(String, String?, Refusal.Reason?)])
    func parts(type: String, method: String?, expected: Refusal.Reason?) {
        let names = type.split(separator: "/").map(String.init)
        let part = MediaType(
            type: names[0], subtype: names[1], parameters: method.map { ["method": $0] } ?? [:])
        var message = Self.ordinary()
        #expect(reason(message) == nil)
        message.body = MessageBody(text: "Hello", attachments: [], programParts: [part])
        #expect(reason(message) == expected)
    }

    @Test(
        "fields of services in use",
        arguments: [
            ("X-Zendesk-From-Account-Id", "1a2b", Refusal.Reason.autoresponderMark),
            ("X-GitHub-Sender", "ana", .autoresponderMark), ("RT-Ticket", "buttons #7", .autoresponderMark),
            ("X-Amazon-Mail-Relay-Type", "notification", .autoresponderMark),
            ("X-Mailer", "OTRS Mail Service (6.0)", .autoresponderMark),
            ("X-Mailer", "Zammad Mail Service", .autoresponderMark), ("User-Agent", "Mailman/3.3", .autoresponderMark),
            ("Preference", "auto_reply", .bulkPrecedence), ("X-Precedence", "auto_reply", .bulkPrecedence),
            ("X-AutoReply-From", "a@b.example", .autoresponderMark), ("X-Mailjet-Campaign", "7", .mailingList),
            ("X-Discourse-Post-Id", "7", .mailingList), ("TLS-Report-Domain", "buttons.example", .report),
            ("Content-Class", "urn:content-classes:dsn", .report), ("X-Bogosity", "Spam, tests=bogofilter", .spam),
            ("X-Bogosity", "Ham, tests=bogofilter", nil), ("X-DSPAM-Result", "Innocent", nil),
            ("X-MS-Exchange-Calendar-Originator-Id", "x", .calendar),
            // What people's programs and their web sites write.
            ("X-PHP-Originating-Script", "33:contact.php", nil), ("X-Mailer", "PHPMailer 6.8", nil),
            ("X-Mailer", "Microsoft Outlook 16.0", nil), ("X-SES-Outgoing", "2026.11.27", nil),
            ("Disposition-Notification-To", "ana@customer.example", nil), ("X-Sieve", "CMU Sieve 2.4", nil),
            ("X-Virus-Scanned", "amavisd-new", nil), ("X-Report-Abuse-To", "abuse@host.example", nil),
            ("Importance", "high", nil), ("X-Spam-Level", "*", nil), ("Thread-Topic", "Out of office", nil),
        ] as [(String, String, Refusal.Reason?)])
    func fields(name: String, value: String, expected: Refusal.Reason?) {
        var message = Self.ordinary()
        message.headerFields.append(HeaderField(name: name, value: value))
        #expect(reason(message) == expected)
    }

    @Test(
        "subjects of automatic answers, when they answer a message",
        arguments: [
            "We have received your request [#4711]", "Ihre Anfrage ist eingegangen", "Accusé de réception",
            "Je suis absent jusqu'au 3 août", "Poza biurem", "Betriebsferien bis 3. August",
            "Please confirm your message", "Ne vagyok: Házon kívül",
        ])
    func answers(subject: String) {
        var message = Self.ordinary(subject)
        #expect(reason(message) == nil, "nothing else speaks for a program")
        message.references = ["ours@buttons.example"]
        #expect(reason(message) == .outOfOffice)
        // A person who writes back keeps the subject.
        message.subject = "Re: " + subject
        #expect(reason(message) == nil)
    }

    @Test(
        "a person who answers an automatic answer, ours for one",
        arguments: [
            "Re: Auto: Your inquiry", "AW: Auto: Ihre Anfrage", "Antw: Automatische Antwort: Angebot",
            "SV: Re: Auto: x",
        ])
    func answeringUs(subject: String) {
        var message = Self.ordinary(subject)
        message.inReplyTo = ["ack.0123456789abcdef0123456789abcdef@buttons.example"]
        #expect(reason(message) == nil)
        #expect(message.automation == [.none])
        message.subject = "Automatic reply: " + subject
        #expect(reason(message) == .outOfOffice)
    }

    @Test("aggregate reports about our domain")
    func aggregateReports() {
        for subject in [
            "Report domain: buttons.example Submitter: mx.example Report-ID: <1@mx.example>",
            "[Preview] Report Domain: buttons.example Submitter: mx.example Report-ID: 4",
            // However it is spelled: invisible characters, full-width letters.
            "Größe, REPORT\tDOMAIN: buttons.example SUBMITTER: mx.example",
            "Report domain: buttons.example Sub\u{AD}mitter: mx.example",
            "Report domain: buttons.example \u{FF33}ubmitter: mx.example",
        ] { #expect(reason(Self.ordinary(subject)) == .report) }
        for subject in ["Report: domain of our shop", "Submitter: your report", "Größe: der Knöpfe"] {
            #expect(reason(Self.ordinary(subject)) == nil)
        }
    }

    @Test(
        "senders that are programs, and people with like names",
        arguments: [
            ("wordpress@shop.example", Refusal.Reason.systemSender), ("auto.reply@x.example", .systemSender),
            ("bounce.4711@x.example", .systemSender), ("news-unsubscribe@x.example", .systemSender),
            ("dmarc-report@x.example", .systemSender), ("geen-antwoord@x.example", .noReplyAddress),
            ("no.replies@x.example", .noReplyAddress), ("devnull@x.example", .noReplyAddress),
            ("automation.sales@x.example", nil), ("autohaus@x.example", nil), ("bounceback@x.example", nil),
            ("webmaster@x.example", nil), ("admin@x.example", nil), ("n.replinger@x.example", nil),
            ("robotics@x.example", nil), ("office@x.example", nil), ("service@x.example", nil),
        ] as [(String, Refusal.Reason?)])
    func senders(spec: String, expected: Refusal.Reason?) throws {
        var message = Self.ordinary()
        message.from = [try #require(Address(spec))]
        message.returnPath = .address(message.from[0])
        #expect(reason(message) == expected)
    }
}
