import Foundation
import MailJournal
import MailSandbox
import Testing

/// Further copies (`copy:`) of a message that is taken back.
@Suite("mailroom undo and copies", .timeLimit(.minutes(5)))
struct UndoCopyTests {
    private static let rules = """
        version: 1
        priority: {default: normal}
        routes:
          - {id: complaint, subject: {word: [Reklamation]}, department: support, acknowledge: none}
          - {id: order, subject: {word: [Bestellung]}, department: sales, acknowledge: none}
          - otherwise: {id: rest, department: info, acknowledge: none}
        also:
          - {id: a.copied, subject: {word: [Reklamation, Bestellung, Gruß]}, keyword: seen-by-all, copy: [sales, finance]}
          - {id: a.plain, subject: {word: [Anfrage]}, copy: finance}
        """

    private static func letter(_ number: Int, _ subject: String) -> [UInt8] {
        Array(
            """
            From: customer@elsewhere.example\r
            To: info@buttons.test\r
            Subject: \(subject) \(number)\r
            Message-ID: <letter-\(number)@elsewhere.example>\r
            \r
            Nummer \(number)\r

            """.utf8)
    }

    @Test("copies nobody touched are removed, one that somebody worked with stays and is named")
    func copies() async throws {
        try await Sandbox.with { sandbox in
            let rules = sandbox.folder.appendingPathComponent("copy-rules")
            try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
            try Data(Self.rules.utf8).write(to: rules.appendingPathComponent("main.yaml"))
            let agent = try RunningAgent(sandbox) {
                $0.replacing("rules: \(RunningAgent.repository)/rules", with: "rules: \(rules.path)")
            }
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            let letters = [
                Self.letter(1, "Reklamation"), Self.letter(2, "Reklamation"), Self.letter(3, "Bestellung"),
                Self.letter(4, "Gruß"), Self.letter(5, "Anfrage"),
            ]
            try await sandbox.deliver(letters, to: "info@buttons.test", from: "customer@elsewhere.example")
            let journal = try Journal(reading: agent.journal)
            // Letter 3 is delivered to sales, so it is copied to finance only; 4 and 5 stay in info.
            try await eventually("all are routed and copied") {
                let summary = try await journal.summary()
                return summary.isQuiet && summary.copies["done"] == 8
            }
            #expect(try await Self.places(sandbox, "sales") == [1, 2, 3, 4])
            #expect(try await Self.places(sandbox, "finance") == [1, 2, 3, 4, 5])
            // Somebody in sales reads the copy of letter 2.
            try await sandbox.doveadm(
                [
                    "flags", "add", "-u", "sales@buttons.test", "\\Seen", "mailbox", "INBOX", "header", "Message-ID",
                    "letter-2@",
                ])

            let undo = try await agent.verb("undo", "--since", "2d")
            #expect(undo.status == 0, "\(undo.text)")
            #expect(
                undo.text.split(separator: "\n").count { $0.contains("stays: somebody has worked with it") } == 1,
                "\(undo.text)")
            #expect(undo.text.contains("the copy sales/INBOX"), "\(undo.text)")
            #expect(undo.text.contains("its copies stay in finance/INBOX"), "\(undo.text)")
            #expect(try await Self.places(sandbox, "info") == [1, 2, 3, 4, 5])
            #expect(try await Self.places(sandbox, "support") == [])
            #expect(try await Self.places(sandbox, "sales") == [2], "\(undo.text)")
            #expect(try await Self.places(sandbox, "finance") == [5], "\(undo.text)")
            #expect(try await agent.verb("audit").status == 0)
            #expect(try await agent.terminate() == 0)
        }
    }

    private static func places(_ sandbox: Sandbox, _ department: String) async throws -> [Int] {
        try await sandbox.messages(of: "\(department)@buttons.test").compactMap { message in
            message.text.firstMatch(of: #/Message-ID: <letter-(\d+)@/#).flatMap { Int($0.1) }
        }.sorted()
    }
}
