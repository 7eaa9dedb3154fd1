import Foundation

/// What `sandbox.json` holds: enough for another process to use the sandbox, and to end it.
struct SandboxState: Codable, Sendable {
    var host: String
    var ports: Sandbox.Ports
    var caFile: String
    var accounts: [Account]
    var servers: [String: ProcessSession]

    /// Reads the state of a folder; nil where a sandbox was begun and never came to run.
    static func read(from folder: SandboxFolder) throws(SandboxError) -> SandboxState? {
        guard let data = FileManager.default.contents(atPath: folder.stateFile) else {
            throw .noSandbox(folder: folder.path)
        }
        if data == Data("{}".utf8) { return nil }
        do {
            return try JSONDecoder().decode(SandboxState.self, from: data)
        } catch {
            throw .stateUnreadable(file: folder.stateFile, reason: "\(error)")
        }
    }

    func write(to folder: SandboxFolder) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try folder.write(String(decoding: encoder.encode(self), as: UTF8.self) + "\n", to: folder.stateFile)
    }
}
