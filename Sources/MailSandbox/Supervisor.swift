import Foundation
import Glibc

/// One running server of this process's sandbox: a supervising shell in a session of its own, with the server below it.
///
/// Neither Foundation's nor the ecosystem's process types fit a daemon that must outlive the code that started it and
/// die with the process: the one ties it to a scope, the other to a run loop. `posix_spawn` with a new session does.
struct Supervisor: Sendable {
    let name: String
    let session: ProcessSession
    private let lifeline: Lifeline?

    static func start(
        _ name: String, _ command: [String], in folder: SandboxFolder, as user: ServerUser,
        lifetime: Sandbox.Options.Lifetime
    ) throws -> Supervisor {
        let lifeline = lifetime == .process ? try Lifeline() : nil
        defer { lifeline?.closeReadingEnd() }
        let arguments =
            user.commandPrefix + [try Program.shell.located(), folder.supervisor]
            + [lifeline == nil ? "detached" : "bound", folder.path] + command
        let process = try spawn(arguments, input: lifeline?.readingEnd, log: folder.outputLog(of: name))
        return Supervisor(name: name, session: ProcessSession(leader: process), lifeline: lifeline)
    }

    /// Ends the server politely, then by force, and waits until no process of it is left.
    func stop() async throws {
        try await Self.end(session, name: name, first: SIGTERM)
        reap()
    }

    /// Ends every process of the server at once, as a crash or a power cut would.
    func kill() async throws {
        try await Self.end(session, name: name, first: SIGKILL)
        reap()
    }

    /// Ends a session, also one started by another process.
    ///
    /// Never gives up early on cancellation: a half-stopped server is what nobody wants.
    static func end(_ session: ProcessSession, name: String, first signal: Int32) async throws {
        if signal == SIGKILL { session.signalAll(SIGKILL) } else { session.signalLeader(signal) }
        let deadline = ContinuousClock.now + Limits.stopTimeout
        var remaining = session.members()
        // A supervisor killed from outside leaves nobody to wait for: only force helps then.
        if signal != SIGKILL, !remaining.contains(session.leader) { session.signalAll(SIGKILL) }
        while !remaining.isEmpty, ContinuousClock.now < deadline {
            await pause()
            remaining = session.members()
        }
        while !remaining.isEmpty, ContinuousClock.now < deadline + .seconds(2) {
            session.signalAll(SIGKILL)
            await pause()
            remaining = session.members()
        }
        guard remaining.isEmpty else { throw SandboxError.survivors(program: name, processes: remaining) }
    }

    /// Takes the supervisor's exit status from the system, so that no zombie stays in our process table.
    private func reap() {
        var status: Int32 = 0
        while waitpid(session.leader, &status, 0) == -1, errno == EINTR {}
    }

    /// Waits one poll interval whether or not the task was cancelled.
    private static func pause() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { continuation.resume() }
        }
    }

    private static func spawn(_ arguments: [String], input: Int32?, log: String) throws(SandboxError) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for descriptor in inheritableDescriptors() { posix_spawn_file_actions_addclose(&actions, descriptor) }

        // The child starts with every signal at its default and none blocked, whatever this process ignores.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which <spawn.h> hides behind _GNU_SOURCE
        posix_spawnattr_setflags(
            &attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)))

        var process: pid_t = 0
        let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC"]
        let status = withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawn(&process, arguments[0]!, &actions, &attributes, arguments, environment)
            }
        }
        guard status == 0 else { throw .spawnFailed(program: arguments[0], errno: status) }
        return process
    }

    /// The descriptors a server must not inherit: a client's socket held by a daemon would never be closed.
    ///
    /// glibc has one call for this, hidden from Swift behind _GNU_SOURCE; closing one that is not open is no error, so
    /// a few more are closed for what other threads open meanwhile.
    private static func inheritableDescriptors() -> ClosedRange<Int32> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return 3...((names.compactMap { Int32($0) }.max() ?? 3) + 64)
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
