import Foundation
import Synchronization

/// A file that lines are appended to, put aside when it is large: `mailroom.log`, `mailroom.log.1`, `mailroom.log.2` ...
///
/// `Sendable` because the descriptor is used under the lock only.
final class LogFile: Sendable {
    private struct State {
        var descriptor: Int32
        var size: Int
        /// Said once: a full disk is no reason to fill another.
        var hasComplained = false
    }
    private let state: Mutex<State>
    private let path: String
    private let limit: Int
    private let keep: Int

    /// - Throws: errno when it cannot be opened.
    init(_ path: String, limit: Int, keep: Int) throws(LogFileFault) {
        self.path = path
        self.limit = limit
        self.keep = keep
        state = Mutex(try Self.open(path))
    }

    deinit { state.withLock { _ = close($0.descriptor) } }

    func write(_ line: String) {
        let octets = Array((line + "\n").utf8)
        state.withLock { state in
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

    private func rotate(_ state: inout State) {
        for number in stride(from: keep, through: 1, by: -1) {
            let older = number == 1 ? path : "\(path).\(number - 1)"
            // One that is not there yet is not moved.
            _ = rename(older, "\(path).\(number)")
        }
        if keep == 0 { unlink(path) }
        // Without a new file the lines go on in the old one.
        guard let fresh = try? Self.open(path) else { return }
        close(state.descriptor)
        (state.descriptor, state.size) = (fresh.descriptor, fresh.size)
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
        return State(descriptor: descriptor, size: Int(facts.st_size))
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
