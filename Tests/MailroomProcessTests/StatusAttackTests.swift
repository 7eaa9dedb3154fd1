import Foundation
import MailSandbox
import Testing

/// The status server of a running agent under attack: letters are routed and acknowledged all the same. What the attack costs
/// them `scripts/bench --only attack` measures.
@Suite("the status under attack", .timeLimit(.minutes(5)))
struct StatusAttackTests {
    @Test("10,000 connections, requests that dribble, requests of 100 MB: letters go on")
    func attacked() async throws {
        try await Sandbox.with { sandbox in
            let agent = try RunningAgent(sandbox)
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") == 4 }
            let port = try #require(try agent.statusAddress().split(separator: ":").last)
            let output = sandbox.folder.appendingPathComponent("attack.txt")
            try Data().write(to: output)
            let (attack, leash) = (Process(), Pipe())
            attack.executableURL = URL(fileURLWithPath: RunningAgent.repository + "/scripts/attack_status.py")
            attack.arguments = [String(port)]
            attack.standardInput = leash
            attack.standardOutput = try FileHandle(forWritingTo: output)
            try attack.run()
            defer { attack.terminate() }
            func said() throws -> String { String(decoding: try Data(contentsOf: output), as: UTF8.self) }
            try await eventually("the attack is under way", within: .seconds(200)) {
                try said().contains("under way")
            }
            for number in 1...10 {
                let sender = "ana@customer\(number).example"
                try await sandbox.deliver(
                    NumberedLetter.bytes(number * 2 - 1, from: sender), to: "info@buttons.test", from: sender)
            }
            try await eventually("all are routed and acknowledged") {
                try agent.count("routed") == 10 && agent.count("sent") == 10
            }
            let words = try said()
            #expect(attack.isRunning, "the attack went on until then: \(words)")
            try leash.fileHandleForWriting.close()
            try await eventually("it ends") { !attack.isRunning }
            #expect(try agent.count("lost") == 0 && agent.isRunning)
            #expect(try await sandbox.messageCount(of: "support@buttons.test") == 10)
            // And who asks politely is served again.
            try await eventually("the status answers") {
                let answer = try await RunningAgent.fetch("\(agent.statusAddress())/healthz")
                return answer == "ok\n"
            }
        }
    }
}
