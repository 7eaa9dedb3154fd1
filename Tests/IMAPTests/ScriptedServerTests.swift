import MailRouting
import MailTransport
import Testing

/// The session against servers that misbehave in ways no real one does on purpose.
@Suite struct ScriptedServerTests {
    private let untilGone: @Sendable (FakeIMAPServer.Peer) -> Void = { _ = $0.command("NEVER") }

    // MARK: Greeting and authentication

    @Test func byeInTheGreeting() async throws {
        let server = try FakeIMAPServer(greeting: "* BYE [UNAVAILABLE] restarting", untilGone)
        let fault = await fault { try await session(with: server) }
        #expect(fault?.kind == .throttled)
        #expect(fault?.serverLine == "* BYE [UNAVAILABLE] restarting")
        #expect(fault?.isTransient == true)
    }

    @Test func greetingThatIsNoIMAP() async throws {
        let server = try FakeIMAPServer(greeting: "220 mail.example ESMTP", untilGone)
        let fault = await fault { try await session(with: server) }
        #expect(fault?.endsConnection == true)
    }

    @Test func preauthenticatedIsRefusedUnderSTARTTLS() async throws {
        let server = try FakeIMAPServer(greeting: "* PREAUTH welcome", untilGone)
        let fault = await fault { try await session(with: server, tls: .startTLS) }
        #expect(fault?.kind == .notSupported(capability: "STARTTLS"))
        #expect(fault?.isTransient == false)
    }

    @Test func missingSTARTTLSIsRefused() async throws {
        let server = try FakeIMAPServer(untilGone)
        let fault = await fault { try await session(with: server, tls: .startTLS) }
        #expect(fault?.kind == .notSupported(capability: "STARTTLS"))
    }

    @Test func plaintextAfterSTARTTLSIsRefused() async throws {
        let server = try FakeIMAPServer { peer in
            peer.capabilities = "STARTTLS"
            _ = peer.command("STARTTLS")
            peer.send("\(peer.tag) OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
            peer.drain()
        }
        let fault = await fault { try await session(with: server, tls: .startTLS) }
        guard case .stream(let stream) = fault?.kind else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(stream.cause == .bufferedPlaintext)
    }

    @Test(arguments: [
        ("NO [UNAVAILABLE] try again", IMAPFault.Kind.throttled), ("NO [LIMIT] too many", .throttled),
        ("NO [ALERT] Too many simultaneous connections", .throttled),
        ("NO Request is throttled. Suggested Backoff Time: 92415 milliseconds", .throttled),
        ("BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", .throttled),
        ("NO wrong", .authenticationRejected),
        ("NO [AUTHENTICATIONFAILED] wrong", .authenticationRejected), ("NO [EXPIRED] old", .authenticationRejected),
        ("BAD what", .bad),
    ])
    func answersToLogin(line: String, kind: IMAPFault.Kind) async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("LOGIN")
            peer.send("\(peer.tag) \(line)\r\n")
            peer.drain()
        }
        #expect(await fault { try await session(with: server) }?.kind == kind)
    }

    @Test(arguments: [true, false])
    func refusedTokenIsAcknowledged(initialResponse: Bool) async throws {
        let server = try FakeIMAPServer { peer in
            peer.capabilities = "AUTH=XOAUTH2" + (initialResponse ? " SASL-IR" : "")
            let rest = peer.command("AUTHENTICATE XOAUTH2") ?? ""
            if !initialResponse {
                peer.send("+ \r\n")
                _ = peer.line()
            }
            peer.send("+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
            let answer = peer.line()
            peer.send("\(peer.tag) NO [AUTHENTICATIONFAILED] \(answer == "" && rest.isEmpty != initialResponse)\r\n")
            peer.drain()
        }
        let fault = await fault {
            try await session(with: server, method: .xoauth2, as: .xoauth2(user: "info", token: "old"))
        }
        #expect(fault?.kind == .authenticationRejected)
        #expect(fault?.serverLine == "NO [AUTHENTICATIONFAILED] true")
    }

    // MARK: Answers

    @Test func noKeepsTheSessionAndBadEndsIt() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("SELECT")
            peer.send("\(peer.tag) NO [NONEXISTENT] no such\r\n")
            _ = peer.command("CREATE")
            peer.send("\(peer.tag) BAD no\r\n")
            peer.drain()
        }
        let session = try await session(with: server)
        let refused = await fault { try await session.select("x") }
        #expect(refused?.kind == .refused(.nonExistent))
        #expect(refused?.endsConnection == false)
        try await session.noop()
        #expect(await fault { try await session.create("x") }?.kind == .bad)
        let closed = await fault { try await session.noop() }
        #expect(closed?.kind == .closed)
        #expect(await session.isOpen == false)
    }

    @Test(arguments: ["* FOO bar", "* ESEARCH UID ALL 1:3", "* 3 FETCH (EMAILID (M1))"])
    func unreadableAnswerEndsTheConnection(line: String) async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("NOOP")
            peer.send("\(line)\r\n\(peer.tag) OK done\r\n")
            peer.drain()
        }
        let session = try await session(with: server)
        let fault = await fault { try await session.noop() }
        #expect(fault?.endsConnection == true)
        #expect(await session.isOpen == false)
    }

    @Test func byeInsteadOfAnAnswer() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("NOOP")
            peer.send("* 2 EXISTS\r\n* BYE going down\r\n")
        }
        let session = try await session(with: server)
        let fault = await fault { try await session.noop() }
        #expect(fault?.kind == .disconnected)
        #expect(fault?.serverLine == "* BYE going down")
    }

    @Test func silenceMeetsTheDeadline() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("NOOP")
            peer.drain()
        }
        var times = quick
        times.command = .milliseconds(50)
        let session = try await session(with: server, times: times)
        guard case .stream(let stream) = await fault({ try await session.noop() })?.kind else {
            Issue.record("no stream fault")
            return
        }
        #expect(stream.cause == .timeout)
    }

    @Test func cancellingATaskEndsItsCommand() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("NOOP")
            peer.send("* OK wait\r\n")
            peer.drain()
        }
        let session = try await session(with: server, times: IMAPTimes())
        let ended = try await withThrowingTaskGroup(of: IMAPFault?.self) { group in
            group.addTask { await fault { try await session.noop() } }
            group.cancelAll()
            return try await group.next()
        }
        // Cancelled before it was sent, or in the middle: then the connection is finished.
        switch ended??.kind {
        case .cancelled: #expect(await session.isOpen)
        case .stream(let stream): #expect(stream.cause == .cancelled)
        default: Issue.record("\(String(describing: ended))")
        }
    }

    // MARK: Injection

    @Test(arguments: ["a\r\nX NOOP", "a\nb", "a\0b", "", String(repeating: "x", count: 2000)])
    func mailboxNamesAreCheckedBeforeAnythingIsSent(name: String) async throws {
        let server = try FakeIMAPServer(untilGone)
        let session = try await session(with: server)
        for call in [
            { try await session.create(MailboxName(name)) }, { _ = try await session.status(MailboxName(name)) },
            { _ = try await session.select(MailboxName(name)) },
        ] as [@Sendable () async throws -> Void] {
            guard case .invalidArgument = await fault(call)?.kind else {
                Issue.record("sent")
                continue
            }
        }
        try await session.noop()
    }

    @Test func flagsAndSearchTextAreCheckedBeforeAnythingIsSent() async throws {
        let server = try FakeIMAPServer(untilGone)
        let session = try await session(with: server)
        try await session.select(.inbox)
        let one = try uid(1)
        let calls: [@Sendable () async throws -> Void] = [
            { try await session.store([one], adding: ["a b"]) },
            { try await session.store([one], adding: ["a)\r\nX"]) },
            { try await session.store([one], adding: ["\\"]) },
            { _ = try await session.searchUIDs(headerField: "X\r\nY", value: "z") },
            { _ = try await session.searchUIDs(headerField: "X", value: "z\n") },
        ]
        for call in calls {
            guard case .invalidArgument = await fault(call)?.kind else {
                Issue.record("sent")
                continue
            }
        }
    }

    @Test func secretsAreCheckedBeforeTheyAreSent() async throws {
        let server = try FakeIMAPServer(untilGone)
        let password = Authentication.password(user: "info", password: "x\r\nX NOOP")
        guard case .invalidArgument = await fault({ try await session(with: server, as: password) })?.kind else {
            Issue.record("sent")
            return
        }
    }

    /// The parser never comes to the literal that the guard saw announced. Whoever reads on takes its octets for answers.
    @Test func nothingIsReadBehindAnAnswerThatCannotBeRead() async throws {
        let server = try FakeIMAPServer { peer in
            _ = peer.command("LIST")
            let hidden = "* OK [PERMANENTFLAGS (\\ )]\r\n"
            peer.send("* LIST $) \"/\" {7}\r\n\(hidden)\(hidden)\(peer.tag) OK done\r\n* BYE\r\n")
            peer.drain()
        }
        let session = try await session(with: server)
        #expect(await fault { try await session.list() }?.endsConnection == true)
        #expect(await session.isOpen == false)
    }
}
