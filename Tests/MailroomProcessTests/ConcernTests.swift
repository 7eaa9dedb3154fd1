import Foundation
import MailSandbox
import ServerHarness
import Testing

/// What a person has to look at that is no message: told once, shown as long as it lasts.
@Suite("what a person has to look at", .timeLimit(.minutes(4)))
struct ConcernTests {
    @Test("a certificate with 10 days left is told once and shown; one with 30 days is not")
    func certificate() async throws {
        let days = Sandbox.Options(imapCertificateDays: 10, submissionCertificateDays: 30)
        try await Sandbox.with(options: days) { sandbox in
            let hook = try WebHook()
            defer { hook.stop() }
            let place = try hook.addressFile(in: sandbox.folder)
            let agent = try RunningAgent(sandbox) { $0 + "\nalerts: {webhook: \"file:\(place)\"}" }
            try agent.start()
            defer { agent.kill() }
            try await eventually("it is told") { !hook.received("certificate").isEmpty }
            let words = "the certificate of 127.0.0.1 expires in 9 days"
            #expect(hook.received("certificate")[0].contains(words))
            try await eventually("status names it, with what to do") {
                let status = try await agent.verb("status")
                return status.status == 1 && status.text.contains(words) && status.text.contains("have it renewed")
            }
            #expect(try agent.walk().contains { $0.hasPrefix("concern") && $0.contains(words) })

            // Another matter is told in a later round, and the certificate is not told again.
            #expect(try await agent.verb("pause", "acknowledgements").status == 0)
            let sender = "ana@customer1.example"
            try await sandbox.deliver(
                NumberedLetter.bytes(1, from: sender), to: "info@buttons.test", from: sender)
            var waiting: Substring?
            try await eventually("an acknowledgement waits") {
                let queue = try await agent.verb("queue", "list", "--format", "jsonl").text
                waiting = queue.firstMatch(of: #/"job":(\d+)/#)?.1
                return waiting != nil
            }
            let job = String(try #require(waiting))
            #expect(try await agent.verb("queue", "hold", job).status == 0)
            try await eventually("that one is held is told") { !hook.received("held").isEmpty }
            #expect(hook.received("certificate").count == 1, "\(hook.received)")
        }
    }

    @Test("a taken port of the status is said and shown, letters go on, and the port is taken when it is free")
    func takenPort() async throws {
        try await Sandbox.with { sandbox in
            let other = try FakeServer { connection, _ in _ = connection.read(through: "\r\n\r\n") }
            let log = sandbox.folder.appendingPathComponent("mailroom.log")
            let agent = try RunningAgent(sandbox) {
                $0.replacing("status: {port: 0}", with: "status: {port: \(other.port)}\nlog: {file: \(log.path)}")
            }
            try agent.start()
            defer { agent.kill() }
            func logged(_ step: String) throws -> [Substring] {
                guard let data = FileManager.default.contents(atPath: log.path) else { return [] }
                return String(decoding: data, as: UTF8.self).split(separator: "\n").filter { $0.contains(" \(step) ") }
            }
            let words = "cannot listen on 127.0.0.1:\(other.port): another program listens there"
            let next = "end it, or give 'status' another port"
            try await eventually("the log says it, with what to do") {
                try logged("concern").contains { $0.contains(words) && $0.contains(next) }
            }
            try await eventually("and so does status") {
                let status = try await agent.verb("status")
                return status.status == 1 && status.text.contains(words) && status.text.contains(next)
            }
            let sender = "ana@customer1.example"
            try await sandbox.deliver(
                NumberedLetter.bytes(1, from: sender), to: "info@buttons.test", from: sender)
            try await eventually("a letter is routed and answered") { try logged("sent").count == 1 }
            #expect(try logged("concern").count == 1, "once is news")

            other.stop()
            try await eventually("the status is there") { try agent.count("status    http") == 1 }
            #expect(try agent.statusAddress() == "http://127.0.0.1:\(other.port)")
            #expect(try logged("over").count == 1)
            try await eventually("and status has nothing to say any more") {
                try await agent.verb("status").status == 0
            }
        }
    }
}
