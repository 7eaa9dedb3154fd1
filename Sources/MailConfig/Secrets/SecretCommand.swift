import Glibc

/// Runs a program that prints a secret: its words as given, no shell, no input, bounded output, an absolute deadline.
///
/// The child leads a process group of its own, so that whatever it started ends with it.
enum SecretCommand {
    static func output(of words: [String]) throws(SecretFault) -> [UInt8] {
        let program = words.first ?? ""
        // A socket pair is closed to other children from birth; glibc's pipe2 is not visible to Swift.
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw .cannotStart(program, code: errno) }
        defer { close(ends[0]) }
        let started = start(words, output: ends[1])
        close(ends[1])
        let child = try started.get()
        let deadline = now() + Int64(Limits.secretCommandSeconds) * 1000
        guard let output = collect(ends[0], until: deadline), output.count <= Limits.secretBytes,
            let status = wait(for: child, until: deadline)
        else {
            let isLate = now() >= deadline
            end(child)
            if isLate { throw .commandTooSlow(program, seconds: Limits.secretCommandSeconds) }
            throw .tooLong(SecretPlace(description: "the output of \(program)"), limit: Limits.secretBytes)
        }
        // Exit status in the second octet, a signal in the first (wait(2)); only 0 is success.
        guard status == 0 else {
            throw .commandFailed(program, status: status & 0x7F == 0 ? status >> 8 : status & 0x7F)
        }
        return output
    }

    /// Kills the child with everything it started, and takes its status so that no zombie stays.
    private static func end(_ child: pid_t) {
        kill(-child, SIGKILL)
        var ignored: Int32 = 0
        while waitpid(child, &ignored, 0) < 0, errno == EINTR {}
    }

    private static func start(_ words: [String], output: Int32) -> Result<pid_t, SecretFault> {
        let program = words.first ?? ""
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var signals = sigset_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else {
            return .failure(.cannotStart(program, code: ENOMEM))
        }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawnattr_init(&attributes) == 0 else {
            return .failure(.cannotStart(program, code: ENOMEM))
        }
        defer { posix_spawnattr_destroy(&attributes) }
        sigfillset(&signals)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        var empty = sigset_t()
        sigemptyset(&empty)
        let results = [
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0),
            posix_spawn_file_actions_adddup2(&actions, output, 1),
            posix_spawnattr_setsigdefault(&attributes, &signals),
            posix_spawnattr_setsigmask(&attributes, &empty),
            posix_spawnattr_setpgroup(&attributes, 0),
            posix_spawnattr_setflags(&attributes, Int16(flags)),
        ]
        if let code = results.first(where: { $0 != 0 }) { return .failure(.cannotStart(program, code: code)) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, program, &actions, &attributes, &arguments, environ)
        return code == 0 ? .success(child) : .failure(.cannotStart(program, code: code))
    }

    /// Everything up to the end of the output or one octet over the limit; nil when the deadline passed first.
    private static func collect(_ descriptor: Int32, until deadline: Int64) -> [UInt8]? {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while all.count <= Limits.secretBytes {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(max(0, deadline - now())))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return all }
            all += chunk[..<count]
        }
        return all
    }

    /// The wait status; nil when the child still runs at the deadline, although it has closed its output.
    private static func wait(for child: pid_t, until deadline: Int64) -> Int32? {
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return status }
            // Somebody else took the status: it cannot be known to be 0.
            if ended < 0, errno != EINTR { return -1 }
            guard now() < deadline else { return nil }
            // Nothing to wait on but the child itself, which mostly ends with its output.
            poll(nil, 0, 5)
        }
    }

    /// Milliseconds of the monotonic clock.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
