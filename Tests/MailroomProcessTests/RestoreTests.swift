import Foundation
import MailJournal
import MailSandbox
import Testing

@Suite("mailroom backup, and starting again from an old one", .timeLimit(.minutes(3)))
struct RestoreTests {
    @Test("nothing is lost, nothing is there twice and nothing is acknowledged again")
    func restored() async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox)
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            func deliver(_ numbers: ClosedRange<Int>) async throws {
                for number in numbers {
                    let letter = Self.letter(number)
                    try await sandbox.deliver(letter, to: "info@buttons.test", from: "c\(number)@elsewhere.example")
                }
            }
            func answered() async throws -> [Int: Int] {
                let answers = try await sandbox.messages(of: Sandbox.catchAllAddress).compactMap { message in
                    message.text.firstMatch(of: #/In-Reply-To: <letter-(\d+)@/#).flatMap { Int($0.1) }
                }
                return Dictionary(answers.map { ($0, 1) }, uniquingKeysWith: +)
            }
            try await deliver(1...10)
            try await eventually("the first ten are answered") { try await answered().count == 10 }

            let backup = sandbox.folder.appendingPathComponent("backup.sqlite").path
            let made = try await agent.verb("backup", backup)
            #expect(made.status == 0 && made.text.hasSuffix("checked\n"))
            #expect(try await agent.verb("backup", backup).status == 3, "it is not replaced")
            #expect(try await agent.verb("backup", backup, "--force").status == 0)

            // Dealt with after the backup: nothing of it is in the restored journal.
            try await deliver(11...20)
            try await eventually("the next ten are answered") { try await answered().count == 20 }
            let journal = try Journal(reading: agent.journal)
            try await eventually("nothing is left to do") { try await journal.summary().isQuiet }
            let before = try await NumberedLetter.places(sandbox)
            #expect(try await agent.terminate() == 0)

            for name in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: agent.journal + name) {
                try FileManager.default.removeItem(atPath: agent.journal + name)
            }
            try FileManager.default.copyItem(atPath: backup, toPath: agent.journal)
            // While nobody ran: new to everybody.
            try await deliver(21...25)
            let lines = try agent.count("watching")
            try agent.start()
            try await eventually("it watches again") { try agent.count("watching") >= lines + 4 }
            try await deliver(26...30)
            try await eventually("every letter is where it belongs") {
                let there = try await NumberedLetter.places(sandbox)
                let answers = try await answered()
                return there.count == 30 && answers.count >= 25
            }
            let restored = try Journal(reading: agent.journal)
            try await eventually("nothing is left to do") { try await restored.summary().isQuiet }

            let after = try await NumberedLetter.places(sandbox)
            #expect(after.values.allSatisfy { $0.count == 1 }, "there twice")
            #expect(before.allSatisfy { after[$0.key] == $0.value }, "what was routed stays where it was routed")
            #expect((21...30).allSatisfy { after[$0] == [Self.department($0)] }, "what was new is routed")
            let counts = try await answered()
            #expect(counts.values.allSatisfy { $0 == 1 }, "acknowledged again")
            #expect((21...25).allSatisfy { counts[$0] == nil }, "nobody can know whether these were answered")
            #expect((26...30).allSatisfy { counts[$0] == 1 })
            #expect(try await agent.verb("audit").status == 0)
            #expect(try await agent.terminate() == 0)
        }
    }

    private static func department(_ number: Int) -> String { number % 2 == 0 ? "info" : "support" }

    private static func letter(_ number: Int) -> [UInt8] {
        NumberedLetter.bytes(number, from: "c\(number)@elsewhere.example")
    }
}
