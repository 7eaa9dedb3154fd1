import Foundation
import FoundationNetworking
import MailSandbox
import Testing

/// A simulated day beside real mail, through the very same mailboxes, rules and queue.
@Suite("a simulated day beside real mail", .timeLimit(.minutes(4)))
struct HybridTests {
    private static let sink = "rehearsal@elsewhere.example"
    private static let day = [
        "--seed", "7", "--week", "2026-W48", "--plan", "\(RunningAgent.repository)/config/simulation.yaml",
    ]
    private static let send = ["simulate", "run", "--to", "submission", "--day", "monday"] + day

    @Test("each is routed, each letter goes where it may, each is counted by itself, and only one of them is removed")
    func sideBySide() async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox) { $0 + "\nsimulation: {sink: \(Self.sink)}" }
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }

            // Real letters before, during and after; strangers' letters that call themselves simulated.
            try await sandbox.deliver(Self.letter(1), to: "info@buttons.test", from: "c1@kunden.example")
            let (sending, sent) = try agent.beginVerb(Self.send)
            for number in 2...6 {
                try await sandbox.deliver(
                    Self.letter(number), to: "info@buttons.test", from: "c\(number)@kunden.example")
            }
            try await eventually("the day is sent") { !sending.isRunning }
            let said = String(decoding: try Data(contentsOf: sent), as: UTF8.self)
            #expect(sending.terminationStatus == 0, "\(said)")
            let count = try #require(said.firstMatch(of: /([0-9]+) sent, 0 failed/).flatMap { Int($0.1) })
            #expect(count == 13, "as the plan says of a Monday")
            try await eventually("it has arrived") { try agent.count("decided") == count + 6 }
            let copied = try await Self.copiedMark(sandbox)
            for (number, mark) in [(7, copied), (8, "id=normal-2026-W48-7; seal=\(String(repeating: "0", count: 64))")]
            {
                try await sandbox.deliver(
                    Self.letter(number, mark: mark), to: "info@buttons.test", from: "c\(number)@kunden.example")
            }
            let real = 8
            try await eventually("all is decided") { try agent.count("decided") == count + real }

            // Every real letter is acknowledged to its sender, the strangers' too; every simulated one to the sink only.
            let simulated = try await Self.decisions(agent, "--simulated")
            #expect(simulated.count == count && simulated.allSatisfy { $0.simulation == "normal-2026-W48-7" })
            #expect(try await Self.decisions(agent, "--real").count == real)
            let acknowledged = simulated.count { $0.template != nil && $0.refusal == nil }
            #expect(acknowledged > 0)
            try await eventually("all letters are sent") { try agent.count("sent") == acknowledged + real }
            let letters = try await sandbox.waitForMessages(
                acknowledged + real, of: Sandbox.catchAllAddress, timeout: .seconds(60))
            let recipients = letters.map { Self.field("X-Original-To", of: $0.bytes) }
            #expect(recipients.count { $0 == Self.sink } == acknowledged)
            #expect(
                Set(recipients.filter { $0 != Self.sink }) == Set((1...real).map { "c\($0)@kunden.example" }))
            #expect(letters.count == acknowledged + real)
            #expect(
                letters.filter { Self.field("X-Original-To", of: $0.bytes) == Self.sink }.allSatisfy {
                    Self.field("To", of: $0.bytes)?.contains(Self.sink) == true
                })
            try await Self.countedApart(agent, simulated: count, acknowledged: acknowledged)

            // What has arrived is not sent again.
            let again = try await agent.verb(Self.send)
            #expect(again.status == 0 && again.text == "0 sent, 0 failed\n")

            try await Self.cleans(agent, sandbox, real: real)
            #expect(try await agent.terminate() == 0)
        }
    }

    private static func countedApart(_ agent: RunningAgent, simulated: Int, acknowledged: Int) async throws {
        let base = try #require(
            try agent.walk().lazy.compactMap { $0.firstMatch(of: /http:[^ ]*/)?.output }.first)
        func get(_ path: String) async throws -> String {
            let url = try #require(URL(string: base + path))
            return String(decoding: try await URLSession.shared.data(from: url).0, as: UTF8.self)
        }
        try await eventually("the figures are there") {
            try await get("api/email-status").contains(
                "\"simulated\":{\"queue_size\":0,\"emails_sent\":\(acknowledged),")
        }
        #expect(try await get("api/email-status").contains("\"emails_sent\":8,"))
        let metrics = try await get("metrics")
        #expect(metrics.contains("\nmailroom_simulated_arrivals_total \(simulated)\n"))
        #expect(metrics.contains("\nmailroom_simulated_acknowledgements_sent_total \(acknowledged)\n"))
        let totals = metrics.matches(of: /\nmailroom_acknowledgements_sent_total\{[^}]*\} ([0-9]+)/)
        #expect(totals.reduce(0) { $0 + (Int($1.1) ?? 0) } == 8)
        let status = try await agent.verb("status", "--format", "jsonl")
        #expect(status.text.contains("\"simulated\":{\"arrivals\":{"))
        let page = try await get("api/decisions?simulated=true&limit=100")
        #expect(page.matches(of: /"simulation":"normal-2026-W48-7"/).count == simulated)
        #expect(try await !get("api/decisions?simulated=false&limit=100").contains("normal-2026-W48-7"))
        #expect(try await get("").contains("simulated-line"))
    }

    private static func cleans(_ agent: RunningAgent, _ sandbox: Sandbox, real: Int) async throws {
        let before = try await counts(sandbox)
        let dry = try await agent.verb("simulate", "clean", "--dry-run")
        #expect(dry.status == 0)
        let found = try #require(
            dry.text.firstMatch(of: /([0-9]+) simulated messages to be removed/).flatMap { Int($0.1) })
        #expect(try await counts(sandbox) == before, "a dry run removes nothing")
        let other = try await agent.verb("simulate", "clean", "--simulation", "normal-2026-W49-7")
        #expect(other.status == 0 && other.text.contains("0 simulated messages removed"))
        #expect(try await counts(sandbox) == before, "another week's are not meant")

        let cleaned = try await agent.verb("simulate", "clean")
        #expect(cleaned.status == 0, "\(cleaned.text)")
        #expect(cleaned.text.contains("\(found) simulated messages removed, "))
        let after = try await counts(sandbox)
        #expect(before.reduce(0) { $0 + $1.value.count } - found == after.reduce(0) { $0 + $1.value.count })
        // Every real letter is where it was, the strangers' too, which bear a mark.
        for (place, subjects) in before {
            #expect(after[place, default: []] == subjects.filter { $0.hasPrefix("Reklamation von Hand ") }, "\(place)")
        }
        #expect(Set(after.values.flatMap(\.self)).count == real)

        let again = try await agent.verb("simulate", "clean")
        #expect(again.status == 0 && again.text.contains("0 simulated messages removed"))
        let audit = try await agent.verb("audit")
        #expect(audit.status == 0 && audit.text.hasSuffix("0 unaccounted\n"), "\(audit.text)")
    }

    /// The subjects in every mailbox there is, by account and mailbox.
    private static func counts(_ sandbox: Sandbox) async throws -> [String: [String]] {
        var subjects: [String: [String]] = [:]
        for name in ["info", "sales", "support", "finance"] {
            let address = "\(name)@buttons.test"
            for mailbox in try await sandbox.doveadm(["mailbox", "list", "-u", address]).split(separator: "\n") {
                let mailbox = String(mailbox)
                // A name that only has children holds nothing.
                guard mailbox != "Routed", try await sandbox.messageCount(in: mailbox, of: address) > 0 else {
                    continue
                }
                subjects["\(name)/\(mailbox)"] = try await sandbox.messages(in: mailbox, of: address).map {
                    field("Subject", of: $0.bytes) ?? ""
                }
            }
        }
        return subjects
    }

    private struct Decision: Decodable {
        let simulation: String?
        let template: String?
        let refusal: String?
    }

    private static func decisions(_ agent: RunningAgent, _ filter: String) async throws -> [Decision] {
        let (text, status) = try await agent.verb("decisions", "list", "--since", "1h", filter, "--format", "jsonl")
        #expect(status == 0)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Decision.self, from: Data($0.utf8)) }
    }

    /// A mark with a good seal, as somebody may have seen it.
    private static func copiedMark(_ sandbox: Sandbox) async throws -> String {
        for name in ["info", "sales", "support"] {
            for message in try await sandbox.messages(of: "\(name)@buttons.test") {
                let text = String(decoding: message.bytes, as: UTF8.self)
                if let mark = text.firstMatch(of: /X-Mailroom-Simulation: ((?:[^\r\n]|\r?\n[ \t])*)/) {
                    return String(mark.1)
                }
            }
        }
        Issue.record("no message bears a mark")
        return ""
    }

    private static func field(_ name: String, of bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n\n").first
        return head?.split(separator: "\n").first { $0.hasPrefix("\(name): ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }

    /// A complaint of a customer of its own.
    private static func letter(_ number: Int, mark: String? = nil) -> [UInt8] {
        Array(
            """
            From: <c\(number)@kunden.example>\r
            To: info@buttons.test\r
            Subject: Reklamation von Hand \(number)\r
            Message-ID: <real-\(number)@kunden.example>\r
            Date: Fri, 27 Nov 2026 10:00:00 +0000\r
            \(mark.map { "X-Mailroom-Simulation: \($0)\r\n" } ?? "")MIME-Version: 1.0\r
            \r
            Die Knöpfe von Lieferung \(number) sind defekt.\r

            """.utf8)
    }
}
