import Foundation
import MailRouting
import MailSandbox
import MailTransport
import Testing

@testable import MailTokens

@Suite("tokens at a real Dovecot", .timeLimit(.minutes(3))) struct DovecotTokenTests {
    private func connect(_ sandbox: Sandbox, _ user: String, _ token: String) async throws -> IMAPSession {
        let server = ServerSettings(
            host: "localhost", port: UInt16(sandbox.ports.imapTLS), tls: .implicit, caFile: sandbox.caFile,
            authentication: .xoauth2, userName: user, secret: .environment("NONE"))
        return try await IMAPSession.connect(
            to: server, as: .xoauth2(user: user, token: token),
            trusting: try StreamCredentials.trusting(caFile: sandbox.caFile), on: WorkerPool())
    }

    @Test("a token logs in, a revoked one does not, and the next one does after IDLE was cut")
    func life() async throws {
        try await TokenRig.with { rig in
            let options = Sandbox.Options(introspection: rig.server.address + "/introspect?token=")
            try await Sandbox.with(options: options) { sandbox in
                let user = rig.server.user
                let keeper = rig.keeper()
                let first = try await keeper.token()
                let session = try await connect(sandbox, user, first.reveal())
                _ = try await session.select("INBOX")
                #expect(await session.facts.authentication == "AUTHENTICATE XOAUTH2")

                // In the middle of IDLE the token ends, and the server with it.
                async let idle: Void = {
                    do { _ = try await session.idle(atMost: .seconds(60)) } catch {}
                }()
                rig.server.change { $0.active = [:] }
                rig.clock.pass(.hours(1))
                try await sandbox.restartDovecot()
                await idle
                await #expect(throws: IMAPFault.self) { try await connect(sandbox, user, first.reveal()) }
                let second = try await keeper.token()
                #expect(second.reveal() == "access-2")
                await (try connect(sandbox, user, second.reveal())).logout()

                // Revoked before its time: the date says it lasts, the server says otherwise.
                rig.server.change { $0.active = [:] }
                do {
                    _ = try await connect(sandbox, user, second.reveal())
                    Issue.record("a revoked token logged in")
                } catch let fault as IMAPFault {
                    guard case .authenticationRejected = fault.kind else { throw fault }
                }
                await keeper.reject(second)
                await (try connect(sandbox, user, try await keeper.token().reveal())).logout()

                // Nobody else's mailbox.
                let token = try await keeper.token().reveal()
                await #expect(throws: IMAPFault.self) { try await connect(sandbox, "sales@buttons.test", token) }
            }
        }
    }
}
