import Foundation
import Glibc
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
    let deadline = ContinuousClock.now + .seconds(60)
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

/// Starts a process that leads a session of its own and waits to be ended.
func sessionLeader() throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID, which <spawn.h> hides behind _GNU_SOURCE
    posix_spawnattr_setflags(&attributes, 0x80)
    var arguments = [strdup("sleep"), strdup("600"), nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    try #require(posix_spawn(&process, "/bin/sleep", nil, &attributes, &arguments, environ) == 0)
    return process
}

/// Ends it and takes its exit status, so that nothing of it is left.
func end(_ process: pid_t) {
    var status: Int32 = 0
    kill(process, SIGKILL)
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
}
