import Foundation
import MailSandbox
import Testing

@Suite struct SandboxTests {
    @Test func deliversOverLMTPAndStopsCompletely() async throws {
        let sandbox = try await Sandbox.start()
        let message = Array("From: a@customer.example\r\nSubject: Rechnung 4711\r\n\r\n.dot\r\nbody\r\n".utf8)
        try await sandbox.deliver(message, to: "info@buttons.test", from: "a@customer.example")
        let stored = try await sandbox.messages(of: "info@buttons.test")
        #expect(stored.count == 1)
        #expect(stored.first?.text.hasPrefix("Return-Path: <a@customer.example>\n") == true)
        #expect(stored.first?.text.hasSuffix("\n\n.dot\nbody\n") == true)
        #expect(try await sandbox.messageCount(of: "sales@buttons.test") == 0)
        try await sandbox.stop()
        #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path))
    }
}
