import Testing

@testable import MailRouting

@Suite("What the receiving server says")
struct ReceivingServerTests {
    private static let ours = ReceivingServer(authservID: "MX.Buttons.example", spamField: "X-Spam-Flag")

    private static func circumstances(_ server: ReceivingServer) -> Circumstances {
        Circumstances(
            mailbox: "info", arrivedAt: Sample.now, now: Sample.now, receivingServer: server)
    }

    private static func message(_ name: String, _ values: [String]) -> Message {
        Sample.message("x", fields: values.map { (name, $0) })
    }

    @Test(
        "only results with our identifier are believed",
        arguments: [
            (["mx.buttons.example; dkim=pass header.d=a.example"], Verdict.yes),
            (["MX.BUTTONS.EXAMPLE 1; dkim=pass"], .yes),
            (["mx.buttons.example; dkim=fail"], .no), (["mx.buttons.example; dkim=none"], .no),
            (["mx.buttons.example (our own; really); dkim = pass (2048-bit key)"], .yes),
            (["\"mx.buttons.example\"; dkim=pass"], .yes),
            (["mx.buttons.example; dkim/1=pass"], .yes),
            (["mx.buttons.example; spf=fail; dkim=pass; dmarc=fail"], .yes),
            // Of several signatures one that is good is enough.
            (["mx.buttons.example; dkim=fail header.d=a.example; dkim=pass header.d=b.example"], .yes),
            // The filters of one server write a field each; of two with the same method the upper one counts.
            (["mx.buttons.example; dmarc=fail", "mx.buttons.example; dkim=pass"], .yes),
            (["mx.buttons.example; dkim=fail", "mx.buttons.example; dkim=pass"], .no),
            (["mx.other.example; dkim=pass"], .unknown),
            (["mx.other.example; dkim=fail", "mx.buttons.example; dkim=pass"], .yes),
            (["mx.buttons.example.evil.example; dkim=pass"], .unknown),
            (["evil.example mx.buttons.example; dkim=pass"], .unknown),
            (["mx.buttons.example; none"], .unknown), (["mx.buttons.example"], .unknown), ([], .unknown),
            ([""], .unknown),
            (["mx.buttons.example; dkim"], .unknown), (["mx.buttons.example; dkim=splendid"], .unknown),
            ([";;;=;dkim=pass"], .unknown),
            (["dkim=pass header.d=a.example; spf=pass"], .unknown),
            // What the sender chose stands in quotes or comments.
            (["mx.buttons.example; spf=fail smtp.mailfrom=\"a; dkim=pass\"@evil.example"], .unknown),
            (["mx.buttons.example; spf=fail smtp.mailfrom=\"a\\\"; dkim=pass\"@evil.example"], .unknown),
            (["mx.buttons.example; spf=fail (a; dkim=pass)"], .unknown),
            (["mx.buttons.example; spf=fail \"; dkim=pass"], .unknown),
        ])
    func authentication(values: [String], expected: Verdict) throws {
        let condition = Condition.authentication(.dkim, [.pass], at: Sample.place)
        let message = Self.message("Authentication-Results", values)
        let circumstances = Self.circumstances(Self.ours)
        #expect(try Sample.verdict(condition, message, circumstances) == expected)
        #expect(try Sample.verdict(.not(condition), message, circumstances) == expected.negated)
        #expect(try Sample.verdict(condition, message, Self.circumstances(.unknown)) == .unknown)
    }

    @Test("every result has its word", arguments: SenderCheck.allCases, SenderCheckResult.allCases)
    func results(method: SenderCheck, result: SenderCheckResult) {
        let message = Self.message(
            "Authentication-Results", ["mx.buttons.example; \(method.rawValue)=\(result.rawValue) x=y"])
        #expect(message.authentication(method, by: Self.ours) == result)
    }

    @Test(
        "spam verdicts as filters spell them",
        arguments: [
            ("YES", true), ("NO", false), ("Yes, score=9.1 required=5.0 tests=BAYES_99", true),
            ("No, score=-1.9 required=5.0", false), ("default: True [9.10 / 15.00]; BAYES_SPAM(5.10)[100.00%]", true),
            ("default: False [-3.20 / 15.00]; ARC_ALLOW(-1.00)", false), ("5", true), ("9", true), ("4", false),
            ("-1", false),
            ("CIP:192.0.2.1;CTRY:DE;LANG:de;SCL:9;SRV:;", true), ("CIP:192.0.2.1;CTRY:;LANG:de;SCL:1;SRV:;", false),
            ("spam", true), ("ham", false), ("not spam, SpamAssassin (score=1.2)", false),
            ("spam, SpamAssassin (score=9)", true),
            ("Junk", true), ("clean", false), ("true", true), ("False", false), ("(yes) no", false), ("", nil),
            ("perhaps", nil),
            ("who would want to judge this? yes", nil),
        ] as [(String, Bool?)])
    func spam(value: String, expected: Bool?) throws {
        let message = Self.message("X-Spam-Flag", [value])
        #expect(message.isSpam(by: Self.ours) == expected)
        let verdict = Verdict(expected)
        let circumstances = Self.circumstances(Self.ours)
        #expect(try Sample.verdict(.spam(true, at: Sample.place), message, circumstances) == verdict)
        #expect(try Sample.verdict(.spam(false, at: Sample.place), message, circumstances) == verdict.negated)
        #expect(try Sample.verdict(.not(.spam(true, at: Sample.place)), message, circumstances) == verdict.negated)
    }

    @Test("without a filter or a verdict spam is unknown")
    func noVerdict() throws {
        let message = Self.message("X-Spam-Flag", ["YES"])
        #expect(message.isSpam(by: .unknown) == nil)
        #expect(Sample.message("x").isSpam(by: Self.ours) == nil)
    }

    @Test(
        "the gate goes by our server once it is known, else by the topmost field",
        arguments: [
            (["mx.buttons.example; dmarc=fail"], ReceivingServer.unknown, Refusal.Reason.authenticationFailed),
            (["mx.other.example; dmarc=fail"], .unknown, .authenticationFailed),
            (["spf=pass smtp.mailfrom=a.example; dmarc=fail action=none"], .unknown, .authenticationFailed),
            (["mx.other.example; dmarc=pass", "mx.buttons.example; dmarc=fail"], .unknown, nil),
            (["mx.buttons.example; dmarc=fail"], ours, .authenticationFailed),
            (["mx.other.example; dmarc=fail"], ours, nil),
            (["mx.other.example; dmarc=pass", "mx.buttons.example; dmarc=fail"], ours, .authenticationFailed),
        ] as [([String], ReceivingServer, Refusal.Reason?)])
    func gate(values: [String], server: ReceivingServer, expected: Refusal.Reason?) {
        let message = Self.message("Authentication-Results", values)
        let refusal = AutoResponseGuard(Sample.gate).judge(message, Self.circumstances(server))
        #expect(refusal?.reason == expected)
    }

    @Test("the gate believes the configured filter, too")
    func gateSpam() {
        let server = ReceivingServer(spamField: "X-Junk-Verdict")
        let message = Self.message("X-Junk-Verdict", ["spam"])
        #expect(AutoResponseGuard(Sample.gate).judge(message, Self.circumstances(server))?.reason == .spam)
        #expect(AutoResponseGuard(Sample.gate).judge(message, Self.circumstances(.unknown)) == nil)
    }
}
