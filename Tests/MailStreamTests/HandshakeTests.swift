import CServerHarness
import Foundation
import ServerHarness
import Testing

@testable import MailTransport

/// Who is refused, why, and that no application byte goes out before.
@Suite struct HandshakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        var host = "localhost"
        let names: String
        var from: String?
        var until: String?
        var purpose = "serverAuth"
        var isTrusted = true
        let cause: StreamFault.Cause?
        var says: String?

        var testDescription: String { what }
    }

    static let cases = [
        Case(what: "right name", names: "DNS:localhost", cause: nil),
        Case(what: "second name", names: "DNS:mail.example.test,DNS:localhost", cause: nil),
        Case(what: "address", host: "127.0.0.1", names: "IP:127.0.0.1", cause: nil),
        Case(
            what: "wrong name", names: "DNS:mail.example.test,DNS:imap.example.test", cause: .certificateName,
            says: "valid, but for 'mail.example.test', 'imap.example.test'"),
        Case(
            what: "address, certificate has a name", host: "127.0.0.1", names: "DNS:localhost", cause: .certificateName),
        Case(
            what: "other address", host: "127.0.0.1", names: "IP:127.0.0.2", cause: .certificateName, says: "127.0.0.2"),
        Case(what: "wildcard over nothing", names: "DNS:*.localhost", cause: .certificateName),
        Case(
            what: "unknown authority", names: "DNS:localhost", isTrusted: false, cause: .certificateChain,
            says: "Throw-away-authority"),
        Case(
            what: "unknown authority and wrong name", names: "DNS:mail.example.test", isTrusted: false,
            cause: .certificateChain),
        Case(
            what: "expired", names: "DNS:localhost", from: "20200101000000Z", until: "20200201000000Z",
            cause: .certificateExpired, says: "2020-02-01"),
        Case(
            what: "not yet valid", names: "DNS:localhost", from: "20900101000000Z", until: "20910101000000Z",
            cause: .certificateNotYetValid, says: "2090-01-01"),
        Case(what: "for clients only", names: "DNS:localhost", purpose: "clientAuth", cause: .certificateOther),
    ]

    @Test(arguments: cases) func certificate(_ test: Case) throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(
            "server", names: test.names, from: test.from, until: test.until, purpose: test.purpose)
        let other = try TestAuthority()
        let server = try FakeServer { client, _ in
            guard client.startTLS(identity) else { return }
            client.write("220 \(client.readLine() ?? "nothing")")
        }
        let trusted = test.isTrusted ? authority.certificate : other.certificate
        let credentials = try StreamCredentials.trusting(caFile: trusted)
        let stream = try connected(server, host: test.host)
        do {
            try stream.startTLS(trusting: credentials)
            #expect(test.cause == nil)
            try stream.write(Array("hello\r\n".utf8))
            #expect(String(decoding: try stream.read(atMost: 100), as: UTF8.self) == "220 hello\r\n")
            let facts = try #require(stream.tlsFacts)
            #expect(facts.version == "TLS1.3")
            #expect(facts.subject == "CN=server")
            #expect((28...30).contains(facts.daysLeft(at: Date())))
        } catch let fault as StreamFault {
            #expect(fault.cause == test.cause, "\(fault)")
            #expect(test.says == nil || fault.text.contains(test.says ?? ""), "\(fault)")
            #expect(fault.step == .handshake && fault.nextStep != nil)
            #expect(cause { try stream.write(Array("secret\r\n".utf8)) } == test.cause, "nothing is sent afterwards")
        }
    }

    @Test(arguments: ["220 plaintext here\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "* OK ready\r\n"])
    func plaintextWhereTLSIsAsked(greeting: String) throws {
        let authority = try TestAuthority()
        let server = try FakeServer { client, _ in
            client.write(greeting)
            client.waitForEnd()
        }
        let stream = try connected(server, host: "localhost")
        let credentials = try StreamCredentials.trusting(caFile: authority.certificate)
        #expect(cause { try stream.startTLS(trusting: credentials) } == .tlsNotOffered)
    }

    @Test(arguments: [
        ("NORMAL:-VERS-ALL:+VERS-TLS1.2", "TLS1.2"), ("NORMAL:-VERS-ALL:+VERS-TLS1.1", nil),
        ("NORMAL:-VERS-ALL:+VERS-TLS1.0", nil),
    ])
    func oldVersions(priorities: String, version: String?) throws {
        let authority = try TestAuthority()
        let identity = try authority.issue("server", names: "DNS:localhost")
        let server = try FakeServer { client, _ in
            guard client.startTLS(identity, priorities: priorities) else { return }
            client.waitForEnd()
        }
        let stream = try connected(server, host: "localhost")
        let credentials = try StreamCredentials.trusting(caFile: authority.certificate)
        let cause = cause { try stream.startTLS(trusting: credentials) }
        #expect(stream.tlsFacts?.version == version)
        #expect(version == nil ? cause == .tls || cause == .closed : cause == nil)
    }

    @Test func silentServerMeetsTheDeadline() throws {
        let authority = try TestAuthority()
        let server = try FakeServer { client, _ in client.waitForEnd() }
        let stream = try connected(server, host: "localhost")
        stream.setDeadline(.after(.milliseconds(50)))
        let credentials = try StreamCredentials.trusting(caFile: authority.certificate)
        #expect(cause { try stream.startTLS(trusting: credentials) } == .timeout)
    }

    /// Plaintext that waits when STARTTLS is answered may have been put there by somebody on the path.
    @Test func injectionBeforeTheHandshake() throws {
        let authority = try TestAuthority()
        let server = try FakeServer { client, _ in
            client.write("220 go ahead\r\n250 injected\r\n")
            client.waitForEnd()
        }
        let stream = try connected(server, host: "localhost")
        var answer: [UInt8] = []
        while answer.count < 14 { answer += try stream.read(atMost: 14 - answer.count) }
        let credentials = try StreamCredentials.trusting(caFile: authority.certificate)
        // The rest may still be under way; then it meets the handshake, which knows it is no TLS.
        let cause = cause { try stream.startTLS(trusting: credentials) }
        #expect(cause == .bufferedPlaintext || cause == .tlsNotOffered)
    }

    @Test func injectionInTheMailstreamBuffer() throws {
        let authority = try TestAuthority()
        let server = try FakeServer { client, _ in
            client.write("* OK ready\r\n")
            client.waitForEnd()
        }
        let stream = try connected(server, host: "localhost", .imap)
        let mailstream = try stream.makeMailstream()
        defer { harness_mailstream_close(mailstream) }
        while try stream.drain(into: mailstream) == .moved(0) {}
        let credentials = try StreamCredentials.trusting(caFile: authority.certificate)
        #expect(cause { try stream.startTLS(trusting: credentials) } == .bufferedPlaintext)
    }

    @Test func authorityFileMustExistAndHoldOne() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mailroom-\(UUID().uuidString)")
        try Data("no certificate".utf8).write(to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        for path in [folder.path, "/nonexistent/ca.pem"] {
            #expect(throws: CredentialsFault.self) { try StreamCredentials.trusting(caFile: path) }
        }
    }
}
