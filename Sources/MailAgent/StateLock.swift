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
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(opened)
            throw reason == EWOULDBLOCK ? .held(path) : .cannotOpen(path, reason)
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}

/// Why a state folder could not be taken.
public enum StateLockFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another agent runs on this state folder.
    case held(String)
    /// Path and errno.
    case cannotOpen(String, Int32)

    public var description: String {
        switch self {
        case .held(let path): "another mailroom runs on this state folder (\(path) is locked)"
        case .cannotOpen(let path, let number): "\(path): \(String(cString: strerror(number)))"
        }
    }
}
