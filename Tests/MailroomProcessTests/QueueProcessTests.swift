import Foundation
import MailSandbox
import Testing

@Suite("the queue beside a running agent", .timeLimit(.minutes(3)))
struct QueueProcessTests {
    private struct Row: Decodable {
        let job: Int
        let state: String
        let recipient: String?
        let attempts: Int
    }

    private static func letter(_ number: Int) -> [UInt8] {
        Array(
            """
            From: Ana <ana@customer\(number).example>\r
            To: info@buttons.test\r
            Subject: Reklamation Charge \(number)\r
            Message-ID: <queue-\(number)@customer\(number).example>\r
            \r
            Guten Tag\r

            """.utf8)
    }

    private static func rows(_ agent: RunningAgent, _ arguments: String...) async throws -> [Row] {
        let (process, output) = try agent.beginVerb(["queue", "list", "--format", "jsonl"] + arguments)
        try await eventually("it ends") { !process.isRunning }
        let lines = try Data(contentsOf: output).split(separator: UInt8(ascii: "\n"))
        return try lines.map { line in
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Row.self, from: line)
        }
    }

    /// Two places an hour: a test letter of another process takes one, an acknowledgement the other; the rest waits and is
    /// held, released and dropped beside the agent. The first host does not exist, so everything goes by the second.
    @Test("test letters and acknowledgements share the limits; what waits can be held, released and dropped")
    func changed() async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox) { text in
                let dead = """
                    submission:
                      dead: {host: 127.0.0.1, port: 1, tls: none, user: nobody, password: "env:HOME", ehlo_name: a.test, priority: 1}
                    """
                return text.replacing("submission:", with: dead)
                    .replacing("per_minute: 1000, per_hour: 10000", with: "per_minute: 2, per_hour: 2")
            }
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }

            let stranger = try await agent.verb("send", "general", "--to", "ana@customer.example")
            #expect(stranger.status == 2, "not without --yes")
            let (sent, status) = try await agent.verb(
                "send", "general", "--language", "de", "--to", "finance@buttons.test", "--format", "jsonl")
            #expect(status == 0, "\(sent)")
            #expect(sent.contains("\"status\":\"queued\"") && sent.contains("\"host\":\"main\""))
            #expect(sent.contains("{\"status\":\"summary\",\"sent\":1,\"failed\":0,"))

            for number in 1...3 {
                try await sandbox.deliver(
                    Self.letter(number), to: "info@buttons.test", from: "ana@customer\(number).example")
            }
            try await eventually("one is sent, two wait") {
                let waiting = try await Self.rows(agent, "--state", "pending").count
                return try agent.count("sent") == 1 && waiting == 2
            }
            let waiting = try await Self.rows(agent)
            #expect(waiting.count == 2 && waiting.allSatisfy { $0.attempts == 0 && $0.recipient != nil })
            let (first, second) = (String(waiting[0].job), String(waiting[1].job))

            #expect(try await agent.verb("queue", "hold", first).status == 0)
            #expect(try await Self.rows(agent).map(\.state).sorted() == ["held", "pending"])
            #expect(try await agent.verb("queue", "drop", second).status == 0)
            #expect(try await agent.verb("queue", "drop", second).status == 0, "it is so already")
            #expect(try await agent.verb("queue", "retry", second).status == 1, "dropped is dropped")
            #expect(try await agent.verb("queue", "release", "--all-held").status == 0)
            #expect(try await Self.rows(agent).map(\.state) == ["pending"])
            let done = try #require(try await Self.rows(agent, "--state", "done").first)
            let shown = try await agent.verb("queue", "show", String(done.job))
            #expect(shown.status == 0 && shown.text.contains("try 1") && shown.text.contains("at main: done, 250"))
            #expect(try await agent.verb("queue", "show", "4711").status == 1)

            #expect(try agent.count("sent") == 1, "the hour has two places")
            #expect(try agent.count("waiting") > 0, "the first host was tried")
            #expect(try await agent.terminate() == 0)
        }
    }
}
