import Foundation
import GRDB
import MailSandbox
import Testing

@Suite("mailroom audit beside a running agent", .timeLimit(.minutes(2)))
struct AuditTests {
    private struct Row: Decodable {
        let account: String
        let mailbox: String
        let messages: Int?
        let routed: Int
        let kept: Int
        let ours: Int
        let left: Int
        let unaccounted: Int
        let unaccounted_uids: String
    }

    @Test("every message of every mailbox is accounted for; a hole in the journal is found, with its UID")
    func recount() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.deliver(Self.letter(0), to: "info@buttons.test", from: "old@customer.example")
            let agent = try RunningAgent(sandbox)
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            for number in 1...12 {
                try await sandbox.deliver(
                    Self.letter(number), to: "info@buttons.test", from: "c\(number)@customer.example")
            }
            try await eventually("all is decided and done") {
                try agent.count("decided") == 12 && agent.count("routed") == 6 && agent.count("known") == 6
            }

            let (text, status) = try await agent.verb("audit", "--format", "jsonl")
            #expect(status == 0)
            let info = try #require(try Self.rows(text).first { $0.account == "info" })
            #expect(info.mailbox == "INBOX" && info.messages == 7 && info.routed == 6 && info.kept == 6)
            #expect(info.left == 1, "what was there before the agent")
            let support = try #require(try Self.rows(text).first { $0.account == "support" })
            #expect(support.messages == 6 && support.ours == 6)
            let journalOnly = try await agent.verb("audit", "--journal-only", "--format", "jsonl")
            #expect(journalOnly.status == 0)
            #expect(try Self.rows(journalOnly.text).allSatisfy { $0.messages == nil && $0.unaccounted == 0 })

            // A message that stays where it arrived loses its row.
            let journal = try DatabaseQueue(path: agent.journal)
            let uid = try await journal.write { database in
                let row = try GRDB.Row.fetchOne(database, sql: "SELECT id, uid FROM arrival WHERE state = 'kept'")
                let id: Int64 = try #require(row)["id"]
                for sql in [
                    "DELETE FROM attempt WHERE job_id IN (SELECT id FROM job WHERE arrival_id = ?)",
                    "DELETE FROM job WHERE arrival_id = ?", "DELETE FROM arrival WHERE id = ?",
                ] { try database.execute(sql: sql, arguments: [id]) }
                return try #require(row)["uid"] as Int64
            }
            let found = try await agent.verb("audit", "--format", "jsonl")
            #expect(found.status == 1)
            let hole = try #require(try Self.rows(found.text).first { $0.account == "info" })
            #expect(hole.unaccounted == 1 && hole.unaccounted_uids == "\(uid)")
            let table = try await agent.verb("audit")
            #expect(table.status == 1)
            #expect(table.text.contains("UIDs the journal does not know: \(uid)"))
            #expect(table.text.hasSuffix("1 unaccounted\n"))
            #expect(try await agent.terminate() == 0)
        }
    }

    private static func rows(_ text: String) throws -> [Row] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    }

    /// Odd numbers go to support, even ones stay in info.
    private static func letter(_ number: Int) -> [UInt8] {
        Array(
            """
            From: <c\(number)@customer.example>\r
            To: info@buttons.test\r
            Subject: \(number % 2 == 1 ? "Reklamation Charge" : "Guten Tag") \(number)\r
            Message-ID: <letter-\(number)@customer.example>\r
            \r
            Nummer \(number)\r

            """.utf8)
    }
}
