import Foundation
import MailSandbox
import Testing

@Suite("looking back while the agent is at work", .timeLimit(.minutes(2)))
struct LookBackTests {
    @Test("a past message is explained by its number in the walk and decided again by diff, and the agent goes on")
    func explained() async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox)
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            let letters = ["Reklamation Charge 4711", "Reklamation Charge 4712"].map { subject in
                Array(
                    """
                    From: Anna <customer@customer.example>\r
                    To: info@buttons.test\r
                    Subject: \(subject)\r
                    Message-ID: <\(subject.suffix(4))@customer.example>\r
                    \r
                    Guten Tag\r

                    """.utf8)
            }
            try await sandbox.deliver(letters[0], to: "info@buttons.test", from: "customer@customer.example")
            try await eventually("it is routed") { try agent.count("routed") == 1 }
            let line = try #require(try agent.walk().first { $0.hasPrefix("decided") })
            let number = try #require(line.split(separator: " ").first { $0.hasPrefix("#") })

            let (text, status) = try await agent.verb("explain", "--arrival", String(number))
            #expect(status == 0)
            #expect(text.hasPrefix("arrival \(number.dropFirst()), info/INBOX 1"))
            #expect(text.contains("Reklamation Charge 4711"))
            #expect(text.contains("decided then: the same, by the same rules"))
            #expect(try await agent.verb("explain", "--arrival", "4711").status == 2)
            let rules = RunningAgent.repository + "/rules"
            let diff = try await agent.verb("diff", rules, rules, "--journal", "1h", "--format", "jsonl")
            #expect(diff.status == 0)
            #expect(diff.text.contains("\"messages\":1,\"changed\":0"))

            try await sandbox.deliver(letters[1], to: "info@buttons.test", from: "customer@customer.example")
            try await eventually("the next one is routed") { try agent.count("routed") == 2 }
            #expect(try await agent.terminate() == 0)
        }
    }
}
