import Glibc

/// A lock between processes on one user's tokens (flock(2)).
struct VaultLock: Sendable {
    private let descriptor: Int32

    /// Waits until it is free: the other one holds it for one exchange.
    init(_ path: String) throws(VaultFault) {
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path, reason: String(cString: strerror(errno))) }
        var result: Int32
        repeat { result = flock(descriptor, LOCK_EX) } while result != 0 && errno == EINTR
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw .cannotWrite(path, reason: reason)
        }
    }

    /// Lets go. Closing a file that was only locked has nothing to lose.
    func open() { close(descriptor) }
}
