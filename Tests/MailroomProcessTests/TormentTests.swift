import Foundation
import Testing

@Suite("mailroom run, tormented", .timeLimit(.minutes(5)))
struct TormentTests {
    /// The short form of `make torment`: an agent that is killed, on servers that are killed, behind a proxy that cuts.
    /// The messages are counted by Python's IMAP client, not by ours.
    @Test("60 letters survive twelve kills and bad weather: none lost, none twice, each byte for byte")
    func short() async throws {
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("torment.\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", RunningAgent.repository + "/scripts/torment", "--short", "--program",
            builtProduct("mailroom").path,
        ]
        let handle = try FileHandle(forWritingTo: output)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        try await eventually("it ends", within: .seconds(270)) { !process.isRunning }
        // The script prints the command that does the same again.
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(text)")
    }
}
