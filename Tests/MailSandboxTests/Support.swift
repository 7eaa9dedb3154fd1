import Foundation
import MailSandbox
import Testing

/// A path for a folder that does not exist yet, short enough for Unix sockets.
func temporaryFolder() -> URL {
    let name = "mailroom-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
    return URL(fileURLWithPath: "/tmp/\(name)", isDirectory: true).standardizedFileURL
}

func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

/// Waits for a condition that another process brings about.
func eventually(_ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while try !condition() {
        try #require(ContinuousClock.now < deadline, "the condition did not come true")
        try await Task.sleep(for: .milliseconds(20))
    }
}

/// A product beside the test bundle in the build folder.
func builtProduct(_ name: String) -> URL {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/", !exists(folder.appendingPathComponent(name)) { folder.deleteLastPathComponent() }
    return folder.appendingPathComponent(name)
}
