import Foundation
import MailJournal
import MailSandbox
import Testing

/// Rules, templates and accounts changed under a running agent on real servers.
@Suite("reload without restart", .timeLimit(.minutes(3)))
struct ReloadTests {
    private static func letter(_ subject: String, _ number: Int) -> [UInt8] {
        Array(
            """
            From: Ana <ana@customer\(number).example>\r
            To: info@buttons.test\r
            Subject: \(subject)\r
            Message-ID: <reload-\(number)@customer\(number).example>\r
            \r
            Guten Tag\r

            """.utf8)
    }

    private static func deliver(_ subject: String, _ number: Int, _ sandbox: Sandbox) async throws {
        try await sandbox.deliver(
            letter(subject, number), to: "info@buttons.test", from: "ana@customer\(number).example")
    }

    @Test("a broken set is refused and shown, a mended one decides the next message, SIGHUP reads again")
    func rules() async throws {
        try await Sandbox.with { sandbox in
            let rules = sandbox.folder.appendingPathComponent("rules")
            try FileManager.default.copyItem(atPath: RunningAgent.repository + "/rules", toPath: rules.path)
            let agent = try RunningAgent(sandbox) {
                $0.replacing("\(RunningAgent.repository)/rules", with: rules.path)
            }
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            let journal = try Journal(reading: agent.journal)
            let first = try #require(try await journal.rulesState())
            #expect(first.faults.isEmpty && first.refusedAt == nil)

            let file = rules.appendingPathComponent("sales.yaml")
            let sound = try String(contentsOf: file, encoding: .utf8)
            try Data("\(sound)\n  - id: sales.broken\n    subjekt: x\n".utf8).write(to: file, options: .atomic)
            try await eventually("it is refused") { try agent.count("broken") == 1 }
            try await eventually("and written down") { try await journal.rulesState()?.faults.isEmpty == false }
            let broken = try #require(try await journal.rulesState())
            #expect(broken.version == first.version)
            #expect(broken.faults.contains { $0.location.file.hasSuffix("sales.yaml") && $0.location.line > 5 })
            try await Self.deliver("Reklamation", 1, sandbox)
            try await eventually("the set before decides") { try agent.count("routed") == 1 }

            let added = """
                  - id: sales.samples
                    subject: {word: [Musterkarte]}
                    department: sales
                    acknowledge: none
                """
            let mended = sound.replacing("\nroutes:\n", with: "\nroutes:\n\(added)\n", maxReplacements: 1)
            try #require(mended != sound, "the shipped sales.yaml has routes")
            let main = rules.appendingPathComponent("main.yaml")
            try Data(
                try String(contentsOf: main, encoding: .utf8).replacing(
                    "\norder:\n", with: "\norder:\n  - sales.samples\n", maxReplacements: 1
                ).utf8
            ).write(to: main)
            try Data(mended.utf8).write(to: file)
            try await eventually("it is in force") { try agent.count("reloaded") >= 1 }
            try await eventually("and written down") { try await journal.rulesState()?.faults.isEmpty == true }
            try await Self.deliver("Musterkarte", 2, sandbox)
            try await eventually("the new line decides") {
                try agent.walk().contains { $0.hasPrefix("decided") && $0.contains("sales.samples") }
            }

            let reloads = try agent.count("reloaded")
            let process = try #require(agent.processIdentifier)
            #expect(Foundation.kill(process, SIGHUP) == 0)
            try await eventually("it is read again") { try agent.count("reloaded") > reloads }
            #expect(try agent.count("watching") == 4, "nobody's connection was touched")
        }
    }

    @Test("an account that is changed is watched anew, and the others are left alone")
    func accounts() async throws {
        try await Sandbox.with { sandbox in
            let unwatched = "finance: {watch: [], address"
            let agent = try RunningAgent(sandbox) { $0.replacing("finance: {address", with: unwatched) }
            try agent.start()
            defer { agent.kill() }
            try await eventually("three mailboxes are watched") { try agent.count("watching") >= 3 }
            let file = sandbox.folder.appendingPathComponent("agent.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            try #require(text.contains(unwatched))
            try Data(text.replacing(unwatched, with: "finance: {address").utf8).write(to: file, options: .atomic)
            try await eventually("the fourth is watched too") { try agent.count("watching") == 4 }
            try await sandbox.deliver(
                Self.letter("Rechnung", 1), to: "finance@buttons.test", from: "ana@customer1.example")
            try await eventually("its mail is decided") { try agent.count("decided") == 1 }
            #expect(try agent.walk().contains { $0.hasPrefix("account") && $0.contains("finance") })
            #expect(try agent.count("account") == 1 && agent.count("lost") == 0)
        }
    }
}
