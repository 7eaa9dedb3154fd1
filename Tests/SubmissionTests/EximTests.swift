import MailRouting
import MailSandbox
import ServerHarness
import Testing

@testable import MailTransport

/// The dialogue against a real submission host.
@Suite struct EximTests {
    private func session(
        _ sandbox: Sandbox, password: String? = nil, caFile: String? = nil, pool: WorkerPool = WorkerPool(threads: 2)
    ) throws -> SubmissionSession {
        let account = try #require(sandbox.account("support"))
        let server = ServerSettings(
            host: sandbox.host, port: sandbox.ports.submission, tls: .startTLS, caFile: caFile ?? sandbox.caFile,
            authentication: .plain, userName: account.address, secret: .environment("UNUSED"))
        return SubmissionSession(
            host: SubmissionHost(name: "exim", server: server, ehloName: "agent.example.test", limits: RateLimits()),
            authentication: .password(user: account.address, password: password ?? account.password), pool: pool)
    }

    @Test func severalMessagesOnOneAuthenticatedConnection() async throws {
        let sandbox = try await Sandbox.start()
        do {
            let session = try session(sandbox)
            let facts = try await session.probe(deadline: .after(.seconds(20)))
            #expect(facts.mechanism == "PLAIN")
            #expect(facts.tls?.version == "TLS1.3")
            #expect(facts.extensions.hasPipelining && facts.extensions.hasSize)

            let customer = try #require(sandbox.account("customer"))
            let recipient = try #require(Address(customer.address))
            let support = try #require(sandbox.account("support"))
            let sender = try #require(Address(support.address))
            let bodies = ["one\r\n.\r\n..two\r\n", "lines\nwith LF\n", "no line end"]
            for (number, body) in bodies.enumerated() {
                let message = "From: <\(sender.spec)>\r\nTo: <\(recipient.spec)>\r\nSubject: \(number)\r\n\r\n" + body
                let outcome = await session.submit(
                    Envelope(reversePath: number == 0 ? nil : sender, forwardPaths: [recipient]),
                    message: Array(message.utf8), deadline: .after(.seconds(20)))
                #expect(outcome.word == "accepted", "\(outcome)")
            }
            let stored = try await sandbox.waitForMessages(bodies.count, of: customer.address)
            let arrived = Set(
                stored.map { $0.text.replacing("\r\n", with: "\n").split(separator: "\n\n", maxSplits: 1).last })
            #expect(arrived == ["one\n.\n..two\n", "lines\nwith LF\n", "no line end\n"])
            await session.close()

            let fault = await (try self.session(sandbox, password: "wrong")).hand().fault
            #expect(fault?.command == .AUTH && fault?.reply?.code == 535, "\(String(describing: fault))")
            let other = try TestAuthority()
            guard
                case .connection(let refused) = await (try self.session(sandbox, caFile: other.certificate)).hand()
                    .fault?.cause
            else {
                Issue.record("an unknown authority was trusted")
                return try await sandbox.stop()
            }
            #expect(refused.cause == .certificateChain)
        } catch {
            try await sandbox.stop()
            throw error
        }
        try await sandbox.stop()
    }

    /// DSN (RFC 3461) on a real host: no bounce after NOTIFY=NEVER, one after NOTIFY=FAILURE.
    @Test func asksForBouncesOnlyWhereTheyAreWanted() async throws {
        let sandbox = try await Sandbox.start()
        do {
            let session = try session(sandbox)
            #expect(try await session.probe(deadline: .after(.seconds(20))).extensions.hasDSN)
            let support = try #require(sandbox.account("support"))
            let sender = try #require(Address(support.address))
            let nowhere = Address(localPart: "bounced", domain: "customer.example")
            for wanted in [false, true, true] {
                let message = "From: <\(sender.spec)>\r\nSubject: wanted \(wanted)\r\n\r\nx\r\n"
                let outcome = await session.submit(
                    Envelope(reversePath: sender, forwardPaths: [nowhere], wantsNotification: wanted),
                    message: Array(message.utf8), deadline: .after(.seconds(20)))
                #expect(outcome.word == "accepted", "\(outcome)")
            }
            await session.close()
            let bounces = try await sandbox.waitForMessages(2, of: support.address)
            #expect(bounces.map { $0.text.contains("wanted true") } == [true, true])
        } catch {
            try await sandbox.stop()
            throw error
        }
        try await sandbox.stop()
    }
}
