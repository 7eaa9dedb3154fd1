import Foundation
import MailJournal
import MailSandbox
import Testing

/// What an operator sees of a running agent, and what nobody may see.
@Suite("day to day", .timeLimit(.minutes(4)))
struct OperationTests {
    private static let bodyText = "Planted-Body-Text-7b1e"
    private static let localPart = "erika.planted"
    private static let hookToken = "planted-hook-token-55aa"

    private static func letter(_ number: Int) -> [UInt8] {
        Array(
            """
            From: Erika <\(localPart)@customer\(number).example>\r
            To: info@buttons.test\r
            Subject: Reklamation Charge \(number)\r
            Message-ID: <operation-\(number)@customer\(number).example>\r
            \r
            Guten Tag, \(bodyText)\r

            """.utf8)
    }

    @Test(
        "status, tail, decisions, pause and alert beside a running agent; no secret, text or whole address in any output"
    )
    func planted() async throws {
        try await Sandbox.with { sandbox in
            let hook = try WebHook(secret: Self.hookToken)
            defer { hook.stop() }
            let place = try hook.addressFile(in: sandbox.folder)
            let log = sandbox.folder.appendingPathComponent("mailroom.log")
            let agent = try RunningAgent(sandbox) { text in
                text + """

                    log: {format: json, level: debug, file: \(log.path)}
                    alerts: {webhook: "file:\(place)", address: catchall@elsewhere.example}
                    """
            }
            let early = try await agent.verb("status")
            #expect(early.status == 3, "there is no journal yet: \(early.text)")
            try agent.start()
            defer { agent.kill() }
            func logged() throws -> String { String(decoding: try Data(contentsOf: log), as: UTF8.self) }
            func count(_ step: String) throws -> Int {
                try logged().split(separator: "\n").count { $0.contains("\"step\":\"\(step)\"") }
            }
            try await eventually("four mailboxes are watched") {
                FileManager.default.fileExists(atPath: log.path) ? try count("watching") >= 4 : false
            }
            for number in 1...3 {
                try await sandbox.deliver(
                    Self.letter(number), to: "info@buttons.test",
                    from: "\(Self.localPart)@customer\(number).example")
            }
            try await eventually("all are answered") { try count("sent") == 3 }

            var outputs: [(String, String)] = []
            try await eventually("status says that all is well") {
                let status = try await agent.verb("status", "--format", "jsonl")
                return status.status == 0 && status.text.contains("\"running\":true")
                    && status.text.components(separatedBy: "\"state\":\"connected\"").count == 5
            }
            outputs.append(("status", try await agent.verb("status").text))
            try await eventually("the walk is there for others") {
                try await agent.verb("tail", "--no-follow", "--lines", "500", "--step", "sent").text
                    .split(separator: "\n").count == 3
            }
            outputs.append(("tail", try await agent.verb("tail", "--no-follow", "--lines", "500").text))
            outputs.append(
                ("tail in JSON", try await agent.verb("tail", "--no-follow", "--format", "jsonl").text))

            let decided = try await agent.verb("decisions", "list", "--department", "support", "--format", "jsonl")
            #expect(decided.text.split(separator: "\n").count == 3 && decided.status == 0)
            #expect(try await agent.verb("decisions", "list", "--rule", "no.such").text.hasPrefix("no decision since"))
            #expect(try await agent.verb("decisions", "show", "1").text.contains("quality.complaint"))

            let test = try await agent.verb("alert", "test")
            #expect(test.status == 0, "\(test.text)")
            #expect(hook.received.count == 1 && hook.received[0].contains("\"alert\":\"test\""))
            outputs.append(("alert test", test.text))
            try await eventually("the letter is there") {
                try await sandbox.messageCount(of: "catchall@sandbox.test") >= 4
            }

            #expect(try await agent.verb("pause", "info").status == 0)
            try await eventually("the agent heeds it") { try count("paused") == 1 }
            let paused = try await agent.verb("status")
            #expect(paused.status == 1 && paused.text.contains("'mailroom resume info'"))
            #expect(try await agent.verb("resume").status == 0)
            try await eventually("and its end") { try count("resumed") == 1 }

            _ = try await agent.terminate()
            let ended = try await agent.verb("status")
            #expect(ended.status == 1 && ended.text.contains("not running"))

            // Everything that leaves the agent, looked through for what must not.
            outputs.append(("log", try logged()))
            outputs.append(("standard output", try agent.walk().joined(separator: "\n")))
            let passwords = sandbox.accounts.map(\.password)
            try #require(passwords.allSatisfy { $0.count >= 6 })
            for (name, text) in outputs {
                #expect(!text.contains("\(Self.localPart)@"), "a whole address in \(name)")
                for secret in passwords + [Self.bodyText, Self.hookToken] {
                    #expect(!text.contains(secret), "\(secret) in \(name)")
                }
            }
            #expect(try logged().contains("e…@customer1.example"), "masked, and not left out")
            let arrivals = try logged().split(separator: "\n").filter { $0.contains("\"arrival\":1,") }
            #expect(arrivals.count >= 4, "arrived, decided, routed and sent bear the number of the message")
            for file in ["journal.sqlite", "journal.sqlite-wal"] {
                let path = URL(fileURLWithPath: agent.journal).deletingLastPathComponent().appendingPathComponent(file)
                guard let bytes = FileManager.default.contents(atPath: path.path) else { continue }
                for secret in passwords + [Self.bodyText, Self.hookToken] {
                    #expect(bytes.firstRange(of: Data(secret.utf8)) == nil, "\(secret) in \(file)")
                }
            }
        }
    }
}
