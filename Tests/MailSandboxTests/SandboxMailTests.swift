import Foundation
import Testing

@testable import MailSandbox

/// What the two servers do with mail.
@Suite struct SandboxMailTests {
    @Test func deliveryOverLMTPAddsTraceFieldsAndKeepsTheBytes() async throws {
        try await Sandbox.with { sandbox in
            let message = Array("From: a@customer.example\r\nSubject: caf\u{E9}\r\n\r\n.dot\r\n..two\r\nend".utf8)
            try await sandbox.deliver(message, to: "info@buttons.test", from: "a@customer.example")
            try await sandbox.deliver(message, to: "info@buttons.test", from: "")
            let stored = try await sandbox.messages(of: "info@buttons.test")
            try #require(stored.map(\.uid) == [1, 2])
            #expect(stored[0].text.hasPrefix("Return-Path: <a@customer.example>\nDelivered-To: info@buttons.test\n"))
            #expect(stored[1].text.hasPrefix("Return-Path: <>\n"))
            #expect(stored[0].text.hasSuffix("\nSubject: caf\u{E9}\n\n.dot\n..two\nend\n"))
            #expect(stored[0].flags == [])
            #expect(try await sandbox.messageCount(of: "sales@buttons.test") == 0)
        }
    }

    @Test func deliveryToNobodyIsRefusedWithTheReply() async throws {
        try await Sandbox.with { sandbox in
            await #expect {
                try await sandbox.deliver([0x0A], to: "ghost@buttons.test", from: "")
            } throws: { error in
                guard case .deliveryRefused("RCPT TO:<ghost@buttons.test>", let reply) = error as? SandboxError else {
                    return false
                }
                return reply.hasPrefix("550 ")
            }
            await #expect(throws: SandboxError.self) {
                try await sandbox.deliver([0x0A], to: "info@buttons.test>\r\nRSET", from: "")
            }
        }
    }

    @Test func manyMessagesArriveOnceEach() async throws {
        try await Sandbox.with { sandbox in
            let messages = (0..<37).map { Array("Subject: \($0)\r\n\r\n".utf8) }
            try await sandbox.deliver(messages, to: "sales@buttons.test", from: "a@customer.example")
            let stored = try await sandbox.messages(of: "sales@buttons.test")
            let subjects = stored.compactMap { $0.text.split(separator: "\n").first { $0.hasPrefix("Subject: ") } }
            #expect(Set(subjects).count == 37)
            #expect(stored.count == 37)
        }
    }

    @Test func aFilledInboxHoldsTheMessagesInOrder() async throws {
        try await Sandbox.with { sandbox in
            let messages = (0..<500).map { Array("Subject: \($0)\r\n\r\nbody\r\n".utf8) }
            try await sandbox.fillInbox(of: "info@buttons.test", with: messages)
            try await sandbox.fillInbox(of: "info@buttons.test", with: [Array("Subject: last\n\n".utf8)])
            let stored = try await sandbox.messages(of: "info@buttons.test").map(\.text)
            // In the order of each filling; two fillings within a second may interleave.
            let isInOrder = stored.filter { $0 != "Subject: last\n\n" } == (0..<500).map { "Subject: \($0)\n\nbody\n" }
            #expect(isInOrder)
            #expect(stored.count == 501)
            try await sandbox.deliver(Array("Subject: x\r\n\r\n".utf8), to: "info@buttons.test", from: "")
            #expect(try await sandbox.messageCount(of: "info@buttons.test") == 502)
            await #expect(throws: SandboxError.unusableAccount("../log")) {
                try await sandbox.fillInbox(of: "../log", with: messages)
            }
        }
    }

    @Test func imapAnswersUnderTheCertificateForAllItsNames() async throws {
        try await Sandbox.with { sandbox in
            let account = try #require(sandbox.account("support"))
            let dialogue = "a LOGIN \(account.address) \(account.password)\r\nb SELECT INBOX\r\nc LOGOUT\r\n"
            for (ending, name) in [
                (["-verify_hostname", Sandbox.serverName], sandbox.ports.imapTLS),
                (["-verify_hostname", "localhost"], sandbox.ports.imapTLS),
                (["-verify_ip", "127.0.0.1", "-starttls", "imap"], sandbox.ports.imapStartTLS),
            ] {
                let said = try await Program.openssl.run(
                    ["s_client", "-quiet", "-verify_return_error", "-CAfile", sandbox.caFile]
                        + ["-connect", "127.0.0.1:\(name)"] + ending, input: dialogue)
                let text = String(decoding: said, as: UTF8.self)
                #expect(text.contains("a OK "))
                #expect(text.contains(" MOVE "))
                #expect(text.contains("b OK [READ-WRITE]"))
            }
            await #expect(throws: SandboxError.self) {
                try await Program.openssl.run(
                    ["s_client", "-quiet", "-verify_return_error", "-CAfile", sandbox.caFile]
                        + ["-connect", "127.0.0.1:\(sandbox.ports.imapTLS)", "-verify_hostname", "wrong.test"])
            }
        }
    }

    @Test func submissionWantsTLSBeforeAuthentication() async throws {
        try await Sandbox.with { sandbox in
            let socket = try #require(LoopbackSocket(port: sandbox.ports.submission, timeoutSeconds: 10))
            #expect(socket.readLine()?.hasPrefix("220 mail.sandbox.test ") == true)
            #expect(socket.write(Array("EHLO client.test\r\n".utf8)))
            var keywords: Set<Substring> = []
            while let line = socket.readLine() {
                keywords.formUnion(line.dropFirst(4).split(separator: " ").prefix(1))
                if line.hasPrefix("250 ") { break }
            }
            #expect(keywords.isSuperset(of: ["STARTTLS", "SIZE", "8BITMIME", "PIPELINING", "SMTPUTF8"]))
            #expect(!keywords.contains("AUTH"))
            #expect(socket.write(Array("MAIL FROM:<>\r\n".utf8)))
            #expect(socket.readLine()?.hasPrefix("530 5.7.0 ") == true)
        }
    }

    @Test func eximDeliversRefusesAndCatchesTheRest() async throws {
        try await Sandbox.with { sandbox in
            let answers = try await submit(
                sandbox,
                [
                    "MAIL FROM:<>", "RCPT TO:<customer@customer.example>", "RCPT TO:<info+x@buttons.test>",
                    "RCPT TO:<someone@elsewhere.example>", "RCPT TO:<greylisted@elsewhere.example>",
                    "RCPT TO:<full@elsewhere.example>", "RCPT TO:<nobody@elsewhere.example>",
                    "RCPT TO:<ghost@buttons.test>", "DATA", "Subject: three\r\n\r\n.", "MAIL FROM:<info@buttons.test>",
                    "RCPT TO:<refused@elsewhere.example>", "DATA", "Subject: none\r\n\r\n.",
                ])
            #expect(
                answers == [
                    "250", "250", "250", "250", "451", "452", "550", "550", "354", "250", "250", "250", "354", "554",
                ])
            let customer = try await sandbox.waitForMessages(1, of: "customer@customer.example")
            let info = try await sandbox.waitForMessages(1, of: "info@buttons.test")
            let elsewhere = try await sandbox.waitForMessages(1, of: Sandbox.catchAllAddress)
            for stored in [customer, info, elsewhere] {
                #expect(stored.count == 1)
                #expect(stored[0].text.hasPrefix("Return-Path: <>\n"))
            }
            #expect(elsewhere[0].text.contains("\nX-Original-To: someone@elsewhere.example\n"))
            #expect(!customer[0].text.contains("X-Original-To"))
        }
    }

    /// Speaks SMTP with this sandbox's Exim from a command on the same machine, and returns the reply codes after EHLO.
    private func submit(_ sandbox: Sandbox, _ commands: [String]) async throws -> [String] {
        let lines = ["EHLO client.test"] + commands + ["QUIT"]
        let output = try await Program.exim.run(
            ["-C", sandbox.place.eximConfiguration, "-bs"], as: sandbox.user,
            input: lines.joined(separator: "\r\n") + "\r\n")
        let replies = String(decoding: output, as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n")
        // Of several lines of one reply the last has a space after the code; the first two are the greeting and EHLO.
        return replies.filter { $0.dropFirst(3).first == " " }.map { String($0.prefix(3)) }.dropFirst(2).dropLast()
    }
}
