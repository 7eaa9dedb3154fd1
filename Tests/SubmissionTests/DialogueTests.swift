import Foundation
import MailRouting
import ServerHarness
import Testing

@testable import MailTransport

/// What is said, byte for byte.
@Suite struct DialogueTests {
    typealias Step = ScriptedHost.Step
    static let password = Authentication.password(user: "support", password: "Knopf 1")
    static let token = Authentication.xoauth2(user: "support", token: "ya29.token")

    private func script(_ extensions: [String]) -> [Step] {
        let lines = ["mail.example.test"] + extensions
        let hello = lines.enumerated().map { "250\($0.offset == lines.count - 1 ? " " : "-")\($0.element)\r\n" }
            .joined()
        return [
            .say("220 mail.example.test\r\n"), .say(hello), .say("250 OK\r\n"), .say("250 OK\r\n"), .say("354 go\r\n"),
            .afterMessage("250 OK\r\n"),
        ]
    }

    private func commands(_ extensions: [String], _ envelope: Envelope, _ message: String) async throws -> [String] {
        let host = try ScriptedHost(script(extensions))
        let outcome = await host.session().hand(in: envelope, Array(message.utf8))
        #expect(outcome.word == "accepted", "\(outcome)")
        return Array(host.heard[0].dropFirst().prefix(2))
    }

    @Test func parameters() async throws {
        let ascii = Envelope(
            reversePath: Address(localPart: "support", domain: "buttons.example"), forwardPaths: toCustomer.forwardPaths
        )
        #expect(
            try await commands([], ascii, "Subject: a\n\nb")
                == ["MAIL FROM:<support@buttons.example>\r\n", "RCPT TO:<customer@customer.example>\r\n"])
        #expect(
            try await commands(["8BITMIME", "SIZE", "DSN", "SMTPUTF8"], ascii, "Subject: a\n\nKnöpfe")
                == [
                    "MAIL FROM:<support@buttons.example> BODY=8BITMIME SIZE=23\r\n",
                    "RCPT TO:<customer@customer.example> NOTIFY=NEVER\r\n",
                ])
        let wanted = Envelope(
            reversePath: ascii.reversePath, forwardPaths: toCustomer.forwardPaths, wantsNotification: true)
        for (extensions, notify) in [(["DSN"], " NOTIFY=FAILURE"), ([], "")] {
            #expect(
                try await commands(extensions, wanted, "Subject: a\n\nb")
                    == [
                        "MAIL FROM:<support@buttons.example>\r\n", "RCPT TO:<customer@customer.example>\(notify)\r\n",
                    ])
        }
        let utf8 = Envelope(reversePath: nil, forwardPaths: [Address(localPart: "jörg", domain: "müller.example")])
        #expect(
            try await commands(["SMTPUTF8", "8BITMIME"], utf8, "Subject: ä\n\nb")
                == ["MAIL FROM:<> SMTPUTF8 BODY=8BITMIME\r\n", "RCPT TO:<jörg@müller.example>\r\n"])
    }

    @Test func whatTheHostDoesNotOfferIsPermanent() async throws {
        let utf8 = Envelope(reversePath: nil, forwardPaths: [Address(localPart: "jörg", domain: "customer.example")])
        let cases: [([String], Envelope, String)] = [
            (["8BITMIME"], utf8, "Subject: a\n\nb"), (["8BITMIME"], toCustomer, "Subject: ä\n\nb"),
            (["SMTPUTF8"], toCustomer, "Subject: a\n\nä"), (["SIZE 10"], toCustomer, "Subject: a\n\nb"),
        ]
        for (extensions, envelope, message) in cases {
            let host = try ScriptedHost(script(extensions))
            let outcome = await host.session().hand(in: envelope, Array(message.utf8))
            #expect(outcome.word == "permanent", "\(outcome)")
            guard case .unsupported = outcome.fault?.cause else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(host.heard[0].count == 1, "nothing but EHLO was said")
        }
    }

    @Test func nothingHandedInBecomesACommand() async throws {
        let host = try ScriptedHost(script([]))
        let session = host.session()
        let injected = Envelope(
            reversePath: nil, forwardPaths: [Address(localPart: "a\r\nRSET\r\n", domain: "customer.example")])
        let outcome = await session.hand(in: injected)
        #expect(outcome.word == "permanent")
        #expect(await session.hand(in: Envelope(reversePath: nil, forwardPaths: [])).word == "permanent")
        #expect(await session.hand(Array("a\u{0}b".utf8)).word == "permanent")
        #expect(host.heard.allSatisfy { $0.allSatisfy { !$0.contains("RCPT") } })
        let named = SubmissionSession(
            host: host.settings(ehloName: "a\r\nRSET"), authentication: nil, pool: WorkerPool(threads: 1))
        #expect(await named.hand().fault?.cause == .invalid("an EHLO name that is no host name"))
    }

    @Test func severalMessagesOnOneConnection() async throws {
        var steps = script([])
        for _ in 0..<2 {
            steps += [
                .say("250 OK\r\n"), .say("250 OK\r\n"), .say("354 go\r\n"),
                .afterMessage("250 OK\r\n"),
            ]
        }
        let host = try ScriptedHost(steps + [.say("221 bye\r\n")])
        let session = host.session()
        for _ in 0..<3 { #expect(await session.hand().word == "accepted") }
        await session.close()
        #expect(host.heard.count == 1)
        #expect(host.heard[0].filter { $0 == "EHLO agent.example.test\r\n" || $0 == "RSET\r\n" }.count == 1)
        #expect(host.heard[0].last == "QUIT\r\n")
    }

    /// What a refused message left behind is cleared before the next.
    @Test func refusedMessageLeavesNothingBehind() async throws {
        let host = try ScriptedHost(
            Array(script([])[..<3]) + [
                .say("550 5.1.1 nobody\r\n"), .say("250 reset\r\n"), .say("250 OK\r\n"), .say("250 OK\r\n"),
                .say("354 go\r\n"), .afterMessage("250 OK\r\n"),
            ])
        let session = host.session()
        #expect(await session.hand().word == "permanent")
        #expect(await session.hand().word == "accepted")
        #expect(host.heard.count == 1 && host.heard[0][3] == "RSET\r\n")
    }

    /// A host may close an idle connection, with or without a farewell; the message must not notice.
    @Test(arguments: ["421 4.4.2 idle too long\r\n", "500 what\r\n", ""]) func keptConnectionIsGone(farewell: String)
        async throws
    {
        let host = try ScriptedHost(script([]) + (farewell.isEmpty ? [.hangUp] : [.say(farewell)]), script([]))
        let session = host.session()
        #expect(await session.hand().word == "accepted")
        #expect(await session.hand().word == "accepted")
        #expect(host.heard.count == 2)
    }

    // MARK: TLS and AUTH

    private func withIdentity(_ body: (TestAuthority, TestIdentity) async throws -> Void) async throws {
        let authority = try TestAuthority()
        try await body(authority, try authority.issue("submission", names: "DNS:localhost"))
    }

    @Test func startTLSForgetsAndAuthenticates() async throws {
        try await withIdentity { authority, identity in
            let host = try ScriptedHost(
                [
                    .say("220 mail.example.test\r\n"),
                    .say("250-mail.example.test\r\n250-PIPELINING\r\n250-AUTH XOAUTH2\r\n250 STARTTLS\r\n"), .startTLS,
                    .say("250-mail.example.test\r\n250-DSN\r\n250 AUTH LOGIN PLAIN\r\n"), .say("235 2.7.0 welcome\r\n"),
                    .say("250 OK\r\n"), .say("250 OK\r\n"), .say("354 go\r\n"), .afterMessage("250 OK\r\n"),
                ], identity: identity)
            let session = host.session(Self.password, tls: .startTLS, caFile: authority.certificate)
            let facts = try await session.probe(deadline: .after(.seconds(20)))
            #expect(facts.mechanism == "PLAIN")
            #expect(facts.tls?.version == "TLS1.3" && facts.tls?.subject == "CN=submission")
            #expect(facts.extensions.keywords == ["AUTH", "DSN"], "what was offered in plaintext is forgotten")
            #expect(
                host.heard[0] == [
                    "EHLO agent.example.test\r\n", "STARTTLS\r\n", "EHLO agent.example.test\r\n",
                    "AUTH PLAIN \(Data("\0support\0Knopf 1".utf8).base64EncodedString())\r\n",
                ])
        }
    }

    @Test func implicitTLSAndLogin() async throws {
        try await withIdentity { authority, identity in
            let host = try ScriptedHost(
                [
                    .say("220 mail.example.test\r\n"), .say("250-mail.example.test\r\n250 AUTH LOGIN\r\n"),
                    .say("334 VXNlcm5hbWU6\r\n"), .say("334 UGFzc3dvcmQ6\r\n"), .say("235 OK\r\n"),
                ], identity: identity, isImplicit: true)
            let session = host.session(Self.password, tls: .implicit, caFile: authority.certificate)
            #expect(try await session.probe(deadline: .after(.seconds(20))).mechanism == "LOGIN")
            #expect(host.heard[0].dropFirst() == ["AUTH LOGIN\r\n", "c3VwcG9ydA==\r\n", "S25vcGYgMQ==\r\n"])
        }
    }

    @Test func xoauth2() async throws {
        let response = Data("user=support\u{1}auth=Bearer ya29.token\u{1}\u{1}".utf8).base64EncodedString()
        let greeting: [Step] = [.say("220 a\r\n"), .say("250-a\r\n250 AUTH XOAUTH2\r\n")]
        let good = try ScriptedHost(greeting + [.say("235 OK\r\n")])
        #expect(try await good.session(Self.token).probe(deadline: .after(.seconds(20))).mechanism == "XOAUTH2")
        #expect(good.heard[0].last == "AUTH XOAUTH2 \(response)\r\n")
        let bad = try ScriptedHost(greeting + [.say("334 eyJzdGF0dXMiOiI0MDEifQ==\r\n"), .say("535 5.7.8 no\r\n")])
        let fault = await bad.session(Self.token).hand().fault
        #expect(fault?.command == .AUTH && fault?.reply?.code == 535)
        #expect(bad.heard[0].last == "\r\n")
    }

    /// A refused password says something about the host's settings, not about the message.
    @Test func refusedPasswordIsTransientAndNotRepeatedInTheFault() async throws {
        let response = Data("\0support\0Knopf 1".utf8).base64EncodedString()
        let host = try ScriptedHost([
            .say("220 a\r\n"), .say("250-a\r\n250 AUTH PLAIN\r\n"),
            .say("535 5.7.8 refused: AUTH PLAIN \(response) (Knopf 1)\r\n"),
        ])
        let outcome = await host.session(Self.password).hand()
        #expect(outcome.word == "transient")
        let fault = try #require(outcome.fault)
        #expect(fault.concernsHost && fault.reply?.code == 535)
        for shown in ["\(fault)", "\(fault.fault)", String(reflecting: outcome)] {
            #expect(!shown.contains(response) && !shown.contains("Knopf"))
        }
    }

    @Test func mechanismMustBeOffered() async throws {
        let host = try ScriptedHost([.say("220 a\r\n"), .say("250-a\r\n250 AUTH CRAM-MD5\r\n")])
        #expect(await host.session(Self.password).hand().fault?.cause == .unsupported("AUTH PLAIN or LOGIN"))
        #expect(await host.session(Self.token).hand().fault?.cause == .unsupported("AUTH XOAUTH2"))
        #expect(host.heard.allSatisfy { $0.count == 1 })
    }

    @Test func startTLSNeverFallsBack() async throws {
        let host = try ScriptedHost([.say("220 a\r\n"), .say("250-a\r\n250 AUTH PLAIN\r\n")])
        let fault = await host.session(Self.password, tls: .startTLS).hand().fault
        #expect(fault?.cause == .unsupported("STARTTLS"))
        #expect(host.heard[0] == ["EHLO agent.example.test\r\n"])
    }

    @Test func injectionAfterStartTLSIsRefused() async throws {
        try await withIdentity { authority, _ in
            let host = try ScriptedHost([
                .say("220 a\r\n"), .say("250-a\r\n250 STARTTLS\r\n"), .say("220 go\r\n250-a\r\n250 AUTH PLAIN\r\n"),
            ])
            let outcome = await host.session(Self.password, tls: .startTLS, caFile: authority.certificate).hand()
            guard case .connection(let fault) = outcome.fault?.cause else {
                Issue.record("\(outcome)")
                return
            }
            #expect(fault.cause == .bufferedPlaintext || fault.cause == .tlsNotOffered)
            #expect(host.heard[0].last == "STARTTLS\r\n")
        }
    }

    @Test func wrongCertificateGetsNoPassword() async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue("server", names: "DNS:mail.example.test")
        let host = try ScriptedHost(
            [.say("220 a\r\n"), .say("250-a\r\n250 STARTTLS\r\n"), .startTLS, .say("250 AUTH PLAIN\r\n")],
            identity: identity)
        let fault = await host.session(Self.password, tls: .startTLS, caFile: authority.certificate).hand().fault
        guard case .connection(let cause) = fault?.cause else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(cause.cause == .certificateName)
        #expect(cause.description.contains("the certificate is valid, but for 'mail.example.test'; set host to"))
        #expect(host.heard[0].last == "STARTTLS\r\n")
    }

    @Test func plaintextToOtherHostsIsRefusedBeforeConnecting() async throws {
        let settings = ServerSettings(
            host: "mail.example.test", port: 25, tls: .none(forced: false), caFile: nil, authentication: .plain,
            userName: "support", secret: .environment("UNUSED"))
        let session = SubmissionSession(
            host: SubmissionHost(name: "far", server: settings, ehloName: "agent.example.test", limits: RateLimits()),
            authentication: Self.password, pool: WorkerPool(threads: 1))
        guard case .connection(let fault) = await session.hand().fault?.cause else {
            Issue.record("not refused")
            return
        }
        #expect(fault.cause == .plaintextRefused)
    }
}
