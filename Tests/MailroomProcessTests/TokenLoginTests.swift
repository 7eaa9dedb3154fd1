import Foundation
import MailSandbox
import ServerHarness
import Testing

@Suite("mailroom with access tokens", .timeLimit(.minutes(3))) struct TokenLoginTests {
    @Test("a login by device, then an agent that outlives its tokens and a revocation in the middle of IDLE")
    func life() async throws {
        let server = try AuthorizationServer(user: "info@buttons.test")
        server.change { $0.isRotating = true }
        let options = Sandbox.Options(introspection: server.address + "/introspect?token=")
        try await Sandbox.with(options: options) { sandbox in
            let info = try #require(sandbox.account("info"))
            let password = "file:" + sandbox.passwordFile(of: info)
            let key = sandbox.folder.appendingPathComponent("token-key")
            try Data("a passphrase\n".utf8).write(to: key)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
            let agent = try RunningAgent(sandbox) { text in
                text.replacing(
                    "info: {address: info@buttons.test, password: \"\(password)\"}",
                    with: "info: {address: info@buttons.test, oauth2: office}")
                        + """

                        oauth2:
                          office:
                            flow: device_code
                            client_id: agent
                            token_endpoint: \(server.address)/token
                            device_endpoint: \(server.address)/device
                            token_key: file:\(key.path)
                        """
            }
            let check = try await agent.verb("check")
            #expect(check.status == 3)
            #expect(check.text.contains("mailroom login info@buttons.test"))
            #expect(try await agent.verb("login", "info").status == 0)
            #expect(try await agent.verb("check").status == 0)

            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            try await sandbox.deliver(Self.order(1), to: "info@buttons.test", from: "customer@customer.example")
            try await eventually("the first order is routed") { try agent.count("routed") >= 1 }

            // Every token is revoked, and the connections that were made with them end.
            server.change { $0.active = [:] }
            let given = server.now.given
            try await sandbox.restartDovecot()
            try await sandbox.deliver(Self.order(2), to: "info@buttons.test", from: "customer@customer.example")
            try await eventually("the second order is routed", within: .seconds(90)) {
                try agent.count("routed") >= 2
            }
            #expect(server.now.given > given)
            #expect(try await agent.terminate() == 0)
            let walk = try agent.walk().joined(separator: "\n")
            #expect(!walk.contains("access-") && !walk.contains("refresh-") && !walk.contains("passphrase"))
        }
    }

    private static func order(_ number: Int) -> [UInt8] {
        Array(
            """
            From: Customer <customer@customer.example>\r
            To: info@buttons.test\r
            Subject: Bestellung \(number)\r
            Message-ID: <order-\(number)@customer.example>\r
            \r
            Guten Tag\r

            """.utf8)
    }
}
