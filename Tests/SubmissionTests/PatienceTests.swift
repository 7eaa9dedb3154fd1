import MailRouting
import Testing

@testable import MailTransport

/// Which replies are about the account and which about the message.
@Suite struct PatienceTests {
    @Test(arguments: [
        ("421 4.7.0 Too many messages", true), ("421 Service not available", true), ("421 4.4.2 idle", true),
        ("450 4.7.1 rate limited", true), ("450 Requested action not taken", true), ("451 Too fast", true),
        ("451 4.7.0 Temporary server error", true), ("451 4.3.2 shutting down", true), ("452 out of storage", true),
        ("452 4.3.1 Insufficient system storage", true), ("452 4.5.3 Too many recipients", true),
        ("454 4.7.0 Temporary authentication failure", true), ("454 TLS not available", true),
        ("450 4.7.28 unusual rate", true), ("451 4.4.5 congestion", true), ("450 4.0.0 later", true),
        // About one address, mailbox, route or content.
        ("450 4.1.2 domain not found", false), ("450 4.2.0 busy", false), ("450 4.2.1 mailbox disabled", false),
        ("452 4.2.2 mailbox full", false), ("451 4.4.1 no answer from its host", false),
        ("451 4.6.0 cannot convert", false), ("455 parameters", false), ("432 password transition", false),
        ("430 4.0.0 odd", false),
        // Not transient.
        ("250 4.7.0 fine", false), ("550 5.7.1 not allowed", false), ("554 5.7.0 rejected", false),
        ("552 5.2.2 over quota", false),
    ])
    func whoIsAskedForPatience(line: String, isAccount: Bool) throws {
        var assembly = ReplyAssembly()
        let reply = try #require(try assembly.add(Array(line.utf8)))
        #expect(reply.asksForPatience == isAccount)
    }

    @Test func onlyTransientRepliesAreReadForHints() {
        let words = "4.7.0 slow down, try again in 5 minutes"
        #expect(SubmissionReply(code: 450, lines: [words]).retryAfter == .minutes(5))
        #expect(
            SubmissionReply(code: 421, lines: ["4.7.0 Slow down,", "try again in 5 minutes"]).retryAfter == .minutes(5))
        for code in [250, 354, 550] { #expect(SubmissionReply(code: code, lines: [words]).retryAfter == nil) }
    }

    @Test func faultCarriesBoth() async throws {
        let host = try ScriptedHost([
            .say("220 a\r\n"), .say("250 a\r\n"), .say("450 4.7.1 try again in 90 seconds\r\n"),
        ])
        let fault = try #require(await host.session().hand().fault).fault
        #expect(fault.isThrottle && fault.retryAfter == .seconds(90) && fault.replyCode == 450)
    }
}
