import Foundation
import Synchronization

/// A file that lines are appended to, put aside when it is large: `mailroom.log`, `mailroom.log.1`, `mailroom.log.2` ...
///
/// Another program may put it aside as well (logrotate): the lines go on in whatever file has the name, at once when it says
/// so and within a second when it does not. What was written until then is in the file that was put aside.
///
/// `Sendable` because the descriptor is used under the lock only.
final class LogFile: Sendable {
    private struct State {
        var descriptor: Int32
        /// Which file it is, whatever its name.
        let identity: Identity
        var size: Int
        /// Said once: a full disk is no reason to fill another.
        var hasComplained = false
    }
    private struct Identity: Equatable {
        let device: dev_t
        let number: ino_t
        init(_ facts: stat) { (device, number) = (facts.st_dev, facts.st_ino) }
    }
    private let state: Mutex<State>
    private let lookedAt: Mutex<ContinuousClock.Instant>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let path: String
    private let limit: Int
    private let keep: Int

    /// A look costs a microsecond; lines come by the thousand.
    private static let lookInterval = Duration.seconds(1)

    /// - Throws: errno when it cannot be opened.
    init(
        _ path: String, limit: Int, keep: Int,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) throws(LogFileFault) {
        self.path = path
        self.now = now
        lookedAt = Mutex(now())
        self.limit = limit
        self.keep = keep
        state = Mutex(try Self.open(path))
    }

    deinit { state.withLock { _ = close($0.descriptor) } }

    func write(_ line: String) {
        let octets = Array((line + "\n").utf8)
        let isLookDue = lookedAt.withLock { last in
            guard now() - last >= Self.lookInterval else { return false }
            last = now()
            return true
        }
        state.withLock { state in
            if isLookDue { follow(&state) }
            if state.size > 0, state.size + octets.count > limit { rotate(&state) }
            // One call for a line: another process that appends cannot come between.
            let written = Foundation.write(state.descriptor, octets, octets.count)
            if written == octets.count {
                state.size += written
                state.hasComplained = false
            } else if !state.hasComplained {
                state.hasComplained = true
                Terminal.note("cannot write the log \(path): \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Goes on in the file that has the name now.
    func reopen() { state.withLock { follow(&$0) } }

    private func follow(_ state: inout State) {
        var facts = stat()
        if stat(path, &facts) == 0, Identity(facts) == state.identity {
            // It may have been emptied where it is.
            state.size = Int(facts.st_size)
        } else {
            replace(&state)
        }
    }

    private func rotate(_ state: inout State) {
        for number in stride(from: keep, through: 1, by: -1) {
            let older = number == 1 ? path : "\(path).\(number - 1)"
            // One that is not there yet is not moved.
            _ = rename(older, "\(path).\(number)")
        }
        if keep == 0 { unlink(path) }
        replace(&state)
    }

    /// Without a new file the lines go on in the old one.
    private func replace(_ state: inout State) {
        guard let fresh = try? Self.open(path) else { return }
        close(state.descriptor)
        state = fresh
    }

    private static func open(_ path: String) throws(LogFileFault) -> State {
        // For its owner only: it says who writes to whom.
        let descriptor = Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LogFileFault(path: path, reason: errno) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            let reason = errno
            close(descriptor)
            throw LogFileFault(path: path, reason: reason)
        }
        return State(descriptor: descriptor, identity: Identity(facts), size: Int(facts.st_size))
    }
}

/// Why a log file cannot be used.
struct LogFileFault: Error, CustomStringConvertible {
    let path: String
    /// errno
    let reason: Int32
    var description: String {
        "cannot write the log \(path): \(String(cString: strerror(reason))); give the user mailroom runs as the right to"
    }
}
