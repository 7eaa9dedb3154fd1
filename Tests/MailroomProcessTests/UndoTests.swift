import Foundation
import MailJournal
import MailRouting
import MailSandbox
import Testing

/// Routed and taken back on real servers. `MAILROOM_UNDO=1000` makes it a thousand messages instead of a few.
@Suite("mailroom undo", .timeLimit(.minutes(20)))
struct UndoTests {
    private static let count = ProcessInfo.processInfo.environment["MAILROOM_UNDO"].flatMap(Int.init) ?? 50

    /// Invoices go to another mailbox of the account they arrive in, complaints to another account.
    private static func edit(_ text: String, source: String) -> String {
        text.replacing(
            "  finance: {account: finance, sender_name: Buttons}",
            with: "  finance: {account: info, mailbox: Finance, sender_name: Buttons}")
            + "\ndelivery: {source: \(source)}\n"
    }

    @Test(
        "inside an account and between accounts, by the agent and after a kill: bytes, flags and internal date are equal",
        arguments: ["keep", "delete"])
    func takenBack(source: String) async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox) { Self.edit($0, source: source) }
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            #expect(try await agent.terminate() == 0)

            let count = source == "keep" ? Self.count : max(10, Self.count / 10)
            try await sandbox.deliver(
                (1...count).map(Self.letter), to: "info@buttons.test", from: "a@elsewhere.example")
            for (flags, uid) in [("\\Seen $Label1", "1,4,7"), ("\\Flagged \\Answered", "2,5,8")] {
                try await sandbox.doveadm(
                    ["flags", "add", "-u", "info@buttons.test", flags, "mailbox", "INBOX", "uid", uid])
            }
            let before = try await Self.inbox(sandbox)
            #expect(before.count == count)

            try agent.start()
            try await eventually("all are routed", within: .seconds(600)) { try agent.count("routed") >= count }
            let journal = try Journal(reading: agent.journal)
            try await eventually("nothing is left to do", within: .seconds(600)) { try await journal.summary().isQuiet }
            #expect(try await Self.inbox(sandbox).isEmpty)

            // By the agent: what one line decided.
            let plan = try await agent.verb("undo", "--rule", "finance.invoice", "--dry-run")
            #expect(plan.status == 0 && plan.text.contains("will be brought back from info/Finance"))
            #expect(try await Self.inbox(sandbox).isEmpty, "a plan does nothing")
            let one = try await agent.verb("undo", "--rule", "finance.invoice")
            #expect(one.status == 0, "\(one.text)")
            #expect(one.text.contains("was sent to"), "acknowledgements cannot be unsent")
            let back = try await Self.inbox(sandbox)
            #expect(back.count == before.keys.count { $0 % 2 == 0 })
            #expect(back.allSatisfy { before[$0.key] == $0.value })
            #expect(try await agent.terminate() == 0)

            // The others by the command itself, killed in the middle, twice; then it finishes.
            for _ in 1...2 {
                let there = try await Self.inbox(sandbox).count
                let (process, _) = try agent.beginVerb(["undo", "--since", "2d"])
                try await eventually("it is under way", within: .seconds(120)) {
                    if !process.isRunning { return true }
                    return try await Self.inbox(sandbox).count > there
                }
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            let rest = try await agent.verb("undo", "--since", "2d")
            #expect(rest.status == 0, "\(rest.text)")
            #expect(try await Self.inbox(sandbox) == before, "bytes, flags and internal date")
            #expect(try await sandbox.messageCount(of: "support@buttons.test") == 0)
            #expect(try await sandbox.messageCount(in: "Finance", of: "info@buttons.test") == 0)
            if source == "keep" {
                #expect(try await sandbox.messageCount(in: "Routed/support", of: "info@buttons.test") == 0)
            }

            // The agent knows them again, and a new one is routed.
            let (routed, known) = (try agent.count("routed"), try agent.count("known"))
            try agent.start()
            try await sandbox.deliver(Self.letter(count + 1), to: "info@buttons.test", from: "a@elsewhere.example")
            try await eventually("the new one is routed") { try agent.count("routed") == routed + 1 }
            #expect(try agent.count("known") > known)
            #expect(try await Self.inbox(sandbox) == before, "they stay")
            #expect(try await agent.verb("audit").status == 0)
            #expect(try await agent.terminate() == 0)
        }
    }

    private struct Kept: Equatable {
        let bytes: [UInt8]
        let flags: Set<String>
        let internalDate: Int
    }

    /// By the letter's number; twice the same number would be a loss of the test, so it is counted apart.
    private static func inbox(_ sandbox: Sandbox) async throws -> [Int: Kept] {
        var found: [Int: Kept] = [:]
        for message in try await sandbox.messages(of: "info@buttons.test") {
            let number = try #require(message.text.firstMatch(of: #/Message-ID: <letter-(\d+)@/#).flatMap { Int($0.1) })
            #expect(found[number] == nil, "letter \(number) is there twice")
            found[number] = Kept(bytes: message.bytes, flags: message.flags, internalDate: message.internalDate)
        }
        return found
    }

    private static func letter(_ number: Int) -> [UInt8] {
        Array(
            """
            From: <c\(number)@elsewhere.example>\r
            To: info@buttons.test\r
            Subject: \(number % 2 == 1 ? "Reklamation Charge" : "Rechnung RE-") \(number)\r
            Message-ID: <letter-\(number)@elsewhere.example>\r
            \r
            Nummer \(number) – Grüße\r

            """.utf8)
    }
}
