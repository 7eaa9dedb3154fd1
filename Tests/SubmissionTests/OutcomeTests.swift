import MailRouting
import Synchronization
import Testing

@testable import MailTransport

/// Every place the dialogue can break at, and what is known about the message then.
@Suite struct OutcomeTests {
    typealias Step = ScriptedHost.Step
    static let hello = "250-mail.example.test greets you\r\n250-8BITMIME\r\n250 SIZE 10000\r\n"
    static let helloPipelining = "250-mail.example.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000\r\n"

    static func good(_ hello: String) -> [Step] {
        [
            .say("220 mail.example.test\r\n"), .say(hello), .say("250 2.1.0 OK\r\n"), .say("250 2.1.5 OK\r\n"),
            .say("354 go ahead\r\n"), .afterMessage("250 2.0.0 queued as 1\r\n"),
        ]
    }

    static let commands: [SubmissionFault.Command] = [.greeting, .EHLO, .MAIL, .RCPT, .DATA, .message]

    @Test(arguments: [hello, helloPipelining]) func accepted(hello: String) async throws {
        let host = try ScriptedHost(Self.good(hello) + [.say("221 bye\r\n")])
        let session = host.session()
        let outcome = await session.hand()
        #expect(outcome == .accepted(SubmissionReply(code: 250, lines: ["2.0.0 queued as 1"])))
        #expect(
            host.heard == [
                [
                    "EHLO agent.example.test\r\n", "MAIL FROM:<> SIZE=36\r\n",
                    "RCPT TO:<customer@customer.example>\r\n",
                    "DATA\r\n", "Subject: received\r\n\r\nThank you.\r\n..\r\n.\r\n",
                ]
            ])
        await session.close()
    }

    /// The connection ends instead of the reply to each command in turn.
    @Test(arguments: [hello, helloPipelining], 0..<6) func cut(hello: String, position: Int) async throws {
        var script = Array(Self.good(hello)[..<position])
        script.append(position == 5 ? .hangUpAfterMessage : .hangUp)
        let host = try ScriptedHost(script)
        let outcome = await host.session().hand()
        #expect(outcome.word == (position == 5 ? "uncertain" : "transient"))
        guard case .connection(let fault) = outcome.fault?.cause else {
            Issue.record("\(outcome)")
            return
        }
        #expect(fault.cause == .closed)
        // Pipelined commands are written together: a write may be the first to notice.
        if !hello.contains("PIPELINING") { #expect(outcome.fault?.command == Self.commands[position]) }
    }

    /// The connection ends in the middle of a reply.
    @Test(arguments: ["25", "250", "250 2.0.0 queued", "250-2.0.0 queued\r\n"])
    func cutInsideTheLastReply(part: String) async throws {
        var script = Array(Self.good(Self.hello)[..<5])
        script += [.afterMessage(part), .hangUp]
        let host = try ScriptedHost(script)
        let session = host.session()
        // The harness hangs up once we do; the deadline plays the silent host.
        let outcome = await session.submit(
            toCustomer, message: acknowledgement, deadline: .after(.milliseconds(300)))
        #expect(outcome.word == "uncertain", "\(outcome)")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let reply: String
        let word: String
        let afterDot: String
        var testDescription: String { reply.debugDescription }
    }

    static let refusals = [
        Refusal(reply: "450 4.2.0 later\r\n", word: "transient", afterDot: "transient"),
        Refusal(reply: "451-4.7.1 grey\r\n451 4.7.1 listed\r\n", word: "transient", afterDot: "transient"),
        Refusal(reply: "550 5.7.1 never\r\n", word: "permanent", afterDot: "permanent"),
        Refusal(reply: "421 4.3.2 shutting down\r\n", word: "transient", afterDot: "transient"),
        Refusal(reply: "what?\r\n", word: "transient", afterDot: "uncertain"),
        Refusal(reply: "399 odd\r\n", word: "transient", afterDot: "uncertain"),
        Refusal(reply: "250-a\r\n550 b\r\n", word: "transient", afterDot: "uncertain"),
        Refusal(reply: "\r\n", word: "transient", afterDot: "uncertain"),
    ]

    @Test(arguments: refusals, 0..<6) func refused(_ refusal: Refusal, position: Int) async throws {
        for hello in [Self.hello, Self.helloPipelining] {
            var script = Self.good(hello)
            script[position] = position == 5 ? .afterMessage(refusal.reply) : .say(refusal.reply)
            let host = try ScriptedHost(script)
            let session = host.session()
            let outcome = await session.hand()
            let command = Self.commands[position]
            let expected =
                position == 5 ? refusal.afterDot : position < 2 ? "transient" : refusal.word
            #expect(outcome.word == expected, "\(command): \(outcome)")
            #expect(outcome.fault?.command == command)
            #expect(outcome.fault?.concernsHost == (position < 2))
            if let reply = outcome.fault?.reply, refusal.word != refusal.afterDot {
                #expect(reply.code == Int(refusal.reply.suffix(10).prefix(3)) || reply.code == 399)
            }
            #expect(outcome.fault?.fault.command == command.rawValue)
        }
    }

    @Test func factsAreKept() async throws {
        var script = Self.good(Self.hello)
        script[3] = .say("550-5.1.1 No such person here,\r\n550 5.1.1 not even you\r\n")
        let outcome = await (try ScriptedHost(script)).session().hand()
        let fault = try #require(outcome.fault)
        #expect(fault.reply?.code == 550)
        #expect(fault.reply?.enhancedCode == EnhancedStatusCode(5, 1, 1))
        #expect(fault.reply?.lines == ["5.1.1 No such person here,", "5.1.1 not even you"])
        #expect(fault.description.hasSuffix("RCPT: 550 5.1.1 No such person here, / 5.1.1 not even you"))
        #expect(fault.fault.enhancedCode == "5.1.1")
    }

    /// 421 ends the connection: the next message gets a new one, without RSET on the old.
    @Test func after421() async throws {
        var first = Self.good(Self.hello)
        first[2] = .say("421 4.3.2 shutting down\r\n")
        let host = try ScriptedHost(first, Self.good(Self.hello))
        let session = host.session()
        #expect(await session.hand().word == "transient")
        #expect(await session.hand().word == "accepted")
        #expect(host.heard.map(\.count) == [2, 5])
    }

    /// A refused forward-path means that nobody gets the message, also when the host would go on.
    @Test(arguments: [
        ("450 4.2.1 full\r\n", "250 OK\r\n", "transient"), ("250 OK\r\n", "550 5.1.1 none\r\n", "permanent"),
        ("450 4.2.1 full\r\n", "550 5.1.1 none\r\n", "permanent"),
    ])
    func allForwardPathsOrNone(first: String, second: String, word: String) async throws {
        let host = try ScriptedHost(
            Array(Self.good(Self.helloPipelining)[..<3]) + [.say(first), .say(second), .say("354 go ahead\r\n")])
        let session = host.session()
        let outcome = await session.hand(
            in: Envelope(
                reversePath: Address(localPart: "support", domain: "buttons.example"),
                forwardPaths: [
                    Address(localPart: "a", domain: "customer.example"),
                    Address(localPart: "b", domain: "customer.example"),
                ]))
        #expect(outcome.word == word)
        #expect(outcome.fault?.command == .RCPT)
        #expect(host.heard[0].last == "DATA\r\n")
    }

    /// What DATA is told after a refused RCPT is a consequence and decides nothing.
    @Test func consequencesDoNotDecide() async throws {
        var script = Self.good(Self.helloPipelining)
        script[3] = .say("450 4.7.1 greylisted\r\n")
        script[4] = .say("554 5.5.1 no valid recipients\r\n")
        let outcome = await (try ScriptedHost(script)).session().hand()
        #expect(outcome.word == "transient")
        #expect(outcome.fault?.reply?.code == 450)
    }

    @Test func lastStepCanStopIt() async throws {
        struct JournalIsFull: Error {}
        let host = try ScriptedHost(Self.good(Self.hello))
        let session = host.session()
        let outcome = await session.hand(handingOver: { throw JournalIsFull() })
        #expect(outcome.word == "transient")
        #expect(outcome.fault?.cause == .abandoned("JournalIsFull()"))
        #expect(host.heard[0].last == "DATA\r\n")
    }

    @Test func lastStepComesBeforeTheMessage() async throws {
        let host = try ScriptedHost(Self.good(Self.hello))
        let session = host.session()
        let before = Mutex<[String]>([])
        #expect(await session.hand(handingOver: { before.withLock { $0 = host.heard[0] } }).word == "accepted")
        #expect(before.withLock { $0.last } == "DATA\r\n")
    }

    @Test func cancellationEndsAtOnce() async throws {
        let host = try ScriptedHost(Array(Self.good(Self.hello)[..<2]))
        let session = host.session()
        let outcome = await withTaskGroup(of: SubmissionOutcome?.self) { group in
            group.addTask { await session.hand() }
            group.addTask {
                // The host is silent after MAIL.
                while host.heard.first?.last != "EHLO agent.example.test\r\n" { await Task.yield() }
                return nil
            }
            var outcome: SubmissionOutcome?
            for await result in group {
                if let result { outcome = result } else { group.cancelAll() }
            }
            return outcome
        }
        #expect(outcome?.word == "transient")
        guard case .connection(let fault) = outcome?.fault?.cause else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(fault.cause == .cancelled)
    }
}
