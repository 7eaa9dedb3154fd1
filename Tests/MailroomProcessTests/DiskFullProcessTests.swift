import Foundation
import MailSandbox
import Testing

@Suite("a disk that is really full", .timeLimit(.minutes(5)), .enabled(if: OwnDisk.isPossible))
struct DiskFullProcessTests {
    /// Headers so large that each needs room of its own.
    private static func letter(_ number: Int) -> [UInt8] {
        let filler = String(repeating: "X-Filler: \(String(repeating: "a", count: 900))\r\n", count: 20)
        return Array(
            """
            From: customer@elsewhere\(number).example\r
            To: info@buttons.test\r
            Subject: \(number % 2 == 1 ? "Reklamation Charge" : "Guten Tag") \(number)\r
            Message-ID: <letter-\(number)@elsewhere.example>\r
            \(filler)\r
            Nummer \(number)\r

            """.utf8)
    }

    @Test("a running agent on real servers: intake stops, and all goes on once there is room; none lost, none twice")
    func full() async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox, disk: "16m")
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            func deliver(_ numbers: ClosedRange<Int>) async throws {
                for number in numbers {
                    try await sandbox.deliver(
                        Self.letter(number), to: "info@buttons.test", from: "customer@elsewhere\(number).example")
                }
            }
            try await deliver(1...10)
            func areDealtWith(_ count: Int) throws -> Bool {
                try agent.count("decided") >= count && agent.count("routed") >= count / 2
                    && agent.count("sent") >= count
            }
            try await eventually("ten are dealt with") { try areDealtWith(10) }

            let filler = try agent.stateSeenFromInside().appendingPathComponent("filler")
            try Self.fill(filler)
            try await deliver(11...60)
            try await eventually("it says so") { try agent.walk().contains { $0.contains("disk is full") } }
            #expect(agent.isRunning)
            #expect(try agent.count("decided") < 60, "not all could be written down")

            try FileManager.default.removeItem(at: filler)
            try await eventually("all are dealt with", within: .seconds(120)) { try areDealtWith(60) }
            for (department, rest) in [("info", 0), ("support", 1)] {
                let found = try await sandbox.messages(of: "\(department)@buttons.test").compactMap { message in
                    message.text.firstMatch(of: #/Message-ID: <letter-(\d+)@/#).flatMap { Int($0.1) }
                }
                #expect(found.sorted() == (1...60).filter { $0 % 2 == rest }, "each once in \(department)")
            }
            let answers = try await sandbox.messages(of: Sandbox.catchAllAddress).compactMap { message in
                message.text.firstMatch(of: #/In-Reply-To: <letter-(\d+)@/#).flatMap { Int($0.1) }
            }
            #expect(answers.sorted() == Array(1...60), "each acknowledged once")
            #expect(try await agent.terminate() == 0)
        }
    }

    /// Writes until there is no room for one octet more.
    private static func fill(_ file: URL) throws {
        var size = 1 << 20
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        while size > 0 {
            let octets = [UInt8](repeating: 0, count: size)
            if write(descriptor, octets, size) <= 0 { size /= 2 }
        }
    }
}
