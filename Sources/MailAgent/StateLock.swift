import Glibc

/// Keeps a second agent off the same state folder, for as long as the process lives.
///
/// The kernel lets go of the lock when the process ends, however it ends, so no stale lock can be left behind.
public final class StateLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `StateLockFault` when another process holds the lock or the file cannot be made.
    public init(folder: String) throws(StateLockFault) {
        let path = folder + "/mailroom.lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .cannotOpen(path, errno) }
        var isTaken = flock(opened, LOCK_EX | LOCK_NB) == 0
        var reason = errno
        // Somebody who only looks holds it for a moment.
        for _ in 0..<Limits.lockTries where !isTaken && reason == EWOULDBLOCK {
            usleep(Limits.lockPause)
            isTaken = flock(opened, LOCK_EX | LOCK_NB) == 0
            reason = errno
        }
        guard isTaken else {
            defer { close(opened) }
            throw reason == EWOULDBLOCK ? .held(path, by: Self.holder(opened)) : .cannotOpen(path, reason)
        }
        descriptor = opened
        // For people only: the lock holds without it, so it does not matter whether it could be written.
        let words = Array("process \(getpid()) on \(Self.hostName)\n".utf8)
        _ = ftruncate(opened, 0)
        _ = pwrite(opened, words, words.count, 0)
    }

    /// Whether an agent runs on a state folder.
    public enum Holder: Sendable, Equatable {
        case nobody
        /// What it wrote about itself.
        case agent(String?)
        /// An agent runs, here or elsewhere.
        public var isHeld: Bool { self != .nobody }
        /// Process and host, as the agent wrote them; nil when it could not, or nobody runs.
        public var note: String? { if case .agent(let note) = self { note } else { nil } }
    }

    /// Looks whether somebody holds the lock, and changes nothing. A folder nobody has used is held by nobody.
    public static func holder(folder: String) -> Holder {
        let opened = open(folder + "/mailroom.lock", O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { return .nobody }
        defer { close(opened) }
        return flock(opened, LOCK_SH | LOCK_NB) == 0 ? .nobody : .agent(holder(opened))
    }

    /// What the holder wrote about itself, harmless for a terminal; nil when it wrote nothing.
    private static func holder(_ descriptor: Int32) -> String? {
        var octets = [UInt8](repeating: 0, count: Limits.lockNote)
        let count = pread(descriptor, &octets, octets.count, 0)
        guard count > 0 else { return nil }
        let line = octets.prefix(count).prefix { (0x20...0x7E).contains($0) }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "this host" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { close(descriptor) }
}

/// Why a state folder could not be taken.
public enum StateLockFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another agent runs on this state folder; what it wrote about itself.
    case held(String, by: String?)
    /// Path and errno.
    case cannotOpen(String, Int32)

    public var description: String {
        switch self {
        case .held(let path, let holder):
            "another mailroom runs on this state folder: \(path) is locked by \(holder ?? "a process that did not say who")"
        case .cannotOpen(let path, let number): "\(path): \(String(cString: strerror(number)))"
        }
    }

    /// What a person can do about it.
    public var nextStep: String {
        switch self {
        case .held: "stop that one first (systemctl stop mailroom), or give this one a folder of its own with 'state:'"
        case .cannotOpen: "give the user mailroom runs as the right to write there"
        }
    }
}
