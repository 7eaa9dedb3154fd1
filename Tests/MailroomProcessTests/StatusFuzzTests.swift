import Foundation
import MailSandbox
import Testing

/// The description a running agent serves is true, whatever is asked: `scripts/fuzz-status` asks it thousands of seeded
/// questions, right ones and wrong ones, and validates every answer with a validator that is not ours.
@Suite("the description is true of a running agent", .timeLimit(.minutes(4)))
struct StatusFuzzTests {
    private static let token = "a-token-for-the-fuzzer"

    @Test("with a token, and without one, when nothing can be changed", arguments: [true, false])
    func fuzzed(hasToken: Bool) async throws {
        try await Sandbox.with { sandbox in
            let place = sandbox.folder.appendingPathComponent("status-token")
            try Data(Self.token.utf8).write(to: place)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
            let agent = try RunningAgent(sandbox) { text in
                hasToken
                    ? text.replacing("status: {port: 0}", with: "status: {port: 0, token: \"file:\(place.path)\"}")
                    : text
            }
            try agent.start()
            defer { agent.kill() }
            try await eventually("four mailboxes are watched") { try agent.count("watching") >= 4 }
            for number in 1...3 {
                let sender = "ana@customer\(number).example"
                try await sandbox.deliver(
                    NumberedLetter.bytes(number, from: sender), to: "info@buttons.test", from: sender)
            }
            try await eventually("they are decided") { try agent.count("decided") == 3 }
            let seed = ProcessInfo.processInfo.environment["MAILROOM_FUZZ_SEED"] ?? "20261127"
            let answer = try await Self.run(
                [try agent.statusAddress(), "--seed", seed, "--requests", "2500"]
                    + (hasToken ? ["--token-file", place.path] : []))
            #expect(answer.status == 0, "\(answer.text)")
            #expect(agent.isRunning)
        }
    }

    private static func run(_ arguments: [String]) async throws -> (text: String, status: Int32) {
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(UUID().uuidString).txt")
        try Data().write(to: output)
        defer { do { try FileManager.default.removeItem(at: output) } catch { Issue.record(error) } }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: RunningAgent.repository + "/scripts/fuzz-status")
        process.arguments = arguments
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        try await eventually("it ends", within: .seconds(200)) { !process.isRunning }
        return (String(decoding: try Data(contentsOf: output), as: UTF8.self), process.terminationStatus)
    }
}
