import Foundation
import FoundationNetworking
import MailJournal
import MailSandbox
import Testing

/// `POST /api/reload` to a running agent.
@Suite("reload over HTTP", .timeLimit(.minutes(3)))
struct ReloadOverHTTPTests {
    private static let token = "a-token-for-the-reload"

    private struct Answer {
        let status: Int
        let body: [String: Any]
    }

    private static func post(_ agent: RunningAgent, token: String?) async throws -> Answer {
        let address = try agent.statusAddress()
        var request = URLRequest(url: try #require(URL(string: "\(address)/api/reload")))
        request.httpMethod = "POST"
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = try #require(response as? HTTPURLResponse).statusCode
        return Answer(status: status, body: try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:])
    }

    @Test("broken rules answer with every finding and the set before stays; mended ones decide the next letter")
    func reload() async throws {
        try await Sandbox.with { sandbox in
            let rules = sandbox.folder.appendingPathComponent("rules")
            try FileManager.default.copyItem(atPath: RunningAgent.repository + "/rules", toPath: rules.path)
            let place = sandbox.folder.appendingPathComponent("status-token")
            try Data(Self.token.utf8).write(to: place)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
            let agent = try RunningAgent(sandbox) {
                $0.replacing("\(RunningAgent.repository)/rules", with: rules.path)
                    .replacing("status: {port: 0}", with: "status: {port: 0, token: \"file:\(place.path)\"}")
            }
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            let journal = try Journal(reading: agent.journal)
            let first = try #require(try await journal.rulesState()).version

            #expect(try await Self.post(agent, token: nil).status == 401)
            #expect(try await Self.post(agent, token: "wrong-\(Self.token)").status == 401)
            #expect(try await journal.operations(limit: 10).isEmpty, "nothing was asked for by anybody we know")

            let file = rules.appendingPathComponent("sales.yaml")
            let sound = try String(contentsOf: file, encoding: .utf8)
            let broken = "\(sound)\n  - id: sales.broken\n    subjekt: x\n    acknowledg: none\n"
            try Data(broken.utf8).write(to: file, options: .atomic)
            let refused = try await Self.post(agent, token: Self.token)
            #expect(refused.status == 409 && refused.body["success"] as? Bool == false)
            let findings = try #require(refused.body["diagnostics"] as? [[String: Any]])
            let lines = broken.split(separator: "\n", omittingEmptySubsequences: false)
            for key in ["subjekt", "acknowledg"] {
                let line = try #require(lines.firstIndex { $0.contains("\(key):") }) + 1
                #expect(
                    findings.contains {
                        ($0["file"] as? String)?.hasSuffix("sales.yaml") == true && $0["line"] as? Int == line
                            && $0["column"] as? Int == 5 && ($0["message"] as? String)?.contains("'\(key)'") == true
                    }, "\(key): \(findings)")
            }
            #expect((refused.body["error"] as? String)?.contains("sales.yaml:") == true)
            #expect(try await journal.rulesState()?.version == first, "the set before stays")

            let sender = "ana@customer1.example"
            try await sandbox.deliver(
                NumberedLetter.bytes(1, from: sender), to: "info@buttons.test", from: sender)
            try await eventually("and decides") { try agent.count("routed") == 1 }

            // Nobody knows this word yet.
            let main = rules.appendingPathComponent("main.yaml")
            try Data(
                try String(contentsOf: main, encoding: .utf8).replacing(
                    "\norder:\n", with: "\norder:\n  - sales.numbered\n", maxReplacements: 1
                ).utf8
            ).write(to: main, options: .atomic)
            let mended = sound.replacing(
                "\nroutes:\n",
                with: """

                    routes:
                      - id: sales.numbered
                        subject: {word: [Musterkarte]}
                        department: finance
                        acknowledge: none

                    """, maxReplacements: 1)
            try Data(mended.utf8).write(to: file, options: .atomic)
            let adopted = try await Self.post(agent, token: Self.token)
            #expect(adopted.status == 200 && adopted.body["result"] as? String == "reloaded", "\(adopted.body)")
            let second = try #require(try await journal.rulesState())
            #expect(second.version != first && second.faults.isEmpty)
            #expect((adopted.body["words"] as? String)?.contains(second.version.prefix(12)) == true)
            let letter = String(decoding: NumberedLetter.bytes(3, from: sender), as: UTF8.self)
            try await sandbox.deliver(
                Array(letter.replacing("Reklamation Charge", with: "Musterkarte").utf8), to: "info@buttons.test",
                from: sender)
            try await eventually("the new line decides") {
                try agent.walk().contains { $0.hasPrefix("decided") && $0.contains("sales.numbered") }
            }
            let written = try await journal.operations(limit: 10)
            #expect(written.map(\.what) == ["reload", "reload"] && written.allSatisfy { $0.by == "HTTP" })
            #expect(written.map(\.result) == ["reloaded", "refused"])
        }
    }
}
