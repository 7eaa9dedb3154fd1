import Foundation
import Glibc
import Synchronization

/// Where messages that are too large for memory wait, between the server they come from and the one they go to.
///
/// Each has a file of its own that loses its name as soon as it is open: nobody else can read it, and it is gone with
/// the process, however that ends. What was not sent on is fetched again, so nothing here is worth keeping.
public final class Spool: Sendable {
    /// Larger messages go to a file. In octets.
    let memory: Int
    private let folder: String
    private let last = Atomic<Int>(0)

    /// Makes the folder, for this user only, and removes what a process left there that was killed in the moment
    /// between making a file and taking its name away.
    ///
    /// - Parameters:
    ///   - folder: used by one process at a time; the state folder's lock sees to that.
    ///   - memory: the largest message that is kept in memory, in octets.
    /// - Throws: `SpoolFault` when the folder cannot be made or read.
    public init(folder: String, memory: Int = Limits.spoolMemoryBytes) throws(SpoolFault) {
        self.folder = folder
        self.memory = memory
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw SpoolFault(step: "make \(folder)", errno) }
        let left: [String]
        do { left = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw SpoolFault(step: "read \(folder)", EACCES)
        }
        for name in left where name.hasSuffix(Self.ending) {
            let path = "\(folder)/\(name)"
            guard unlink(path) == 0 || errno == ENOENT else { throw SpoolFault(step: "remove \(path)", errno) }
        }
    }

    /// A new file without a name.
    func file() throws(SpoolFault) -> SpoolFile {
        let path = "\(folder)/\(last.wrappingAdd(1, ordering: .relaxed).newValue)\(Self.ending)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SpoolFault(step: "make \(path)", errno) }
        let file = SpoolFile(owning: descriptor)
        guard unlink(path) == 0 else { throw SpoolFault(step: "take the name of \(path) away", errno) }
        return file
    }

    private static let ending = ".message"
}

/// One message on disk, without a name. Immutable once it is written; read by offset, from any thread.
final class SpoolFile: Sendable {
    private let descriptor: Int32

    init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8], at offset: Int) throws(SpoolFault) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SpoolFault(step: "write a message", count == 0 ? ENOSPC : errno) }
            done += count
        }
    }

    /// Exactly `count` octets.
    func read(_ count: Int, at offset: Int) throws(SpoolFault) -> [UInt8] {
        var failure: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let got = pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
                if got < 0 && errno == EINTR { continue }
                if got <= 0 {
                    failure = got == 0 ? EIO : errno
                    return
                }
                done += got
            }
        }
        if let failure { throw SpoolFault(step: "read a message", failure) }
        return bytes
    }
}

/// Why a message could not be put aside or read back. The message itself is where it was.
public struct SpoolFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was being done.
    public let step: String
    public let systemError: Int32

    init(step: String, _ systemError: Int32) {
        self.step = step
        self.systemError = systemError
    }

    /// No room on the disk, or none left for this user.
    public var isFull: Bool { systemError == ENOSPC || systemError == EDQUOT }

    public var description: String { "spool: \(step): \(String(cString: strerror(systemError)))" }
}
