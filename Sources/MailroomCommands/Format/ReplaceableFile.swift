import Glibc

/// A regular file whose content can be exchanged in one step: whoever reads it sees the old content or the new, also
/// after a crash.
struct ReplaceableFile {
    let bytes: [UInt8]
    /// Where the file is, symbolic links followed: a link stays a link.
    private let path: String
    private let status: stat

    /// Reads at most `limit` octets.
    init(_ path: String, atMost limit: Int) throws(FileFault) {
        guard let resolved = realpath(path, nil) else { throw .cannotRead(path, errno) }
        defer { free(resolved) }
        self.path = String(cString: resolved)
        var status = stat()
        guard stat(self.path, &status) == 0 else { throw .cannotRead(path, errno) }
        // Before it is opened: opening a pipe may wait for ever.
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path) }
        self.status = status
        do {
            bytes = try InputFile(SourcePath(self.path)).read(atMost: limit)
        } catch {
            throw .cannotRead(path, error.code)
        }
    }

    /// Writes `bytes` to a new file beside the old one, with its mode and owner, and puts it in its place.
    func replace(with bytes: [UInt8]) throws(FileFault) {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        var template = Array("\(path[..<slash])/.\(path[slash...].dropFirst()).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .cannotReplace(path, errno) }
        let isDone = write(bytes, to: descriptor) && rename(template, path) == 0
        let code = errno
        close(descriptor)
        if !isDone {
            unlink(template)
            throw .cannotReplace(path, code)
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        let isOurs = status.st_uid == geteuid() && status.st_gid == getegid()
        return (isOurs || fchown(descriptor, status.st_uid, status.st_gid) == 0)
            && fchmod(descriptor, status.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
    }
}

/// Why a file could not be read or replaced, with the system's error number.
enum FileFault: Error, Equatable, CustomStringConvertible {
    case cannotRead(String, Int32)
    case notRegular(String)
    case cannotReplace(String, Int32)

    /// The path was right and the machine in the way.
    var isEnvironment: Bool {
        if case .cannotReplace = self { true } else { false }
    }

    var description: String {
        switch self {
        case .cannotRead(let path, let code): "cannot read \(path): \(String(cString: strerror(code)))"
        case .notRegular(let path): "cannot format \(path): it is no regular file; use '-' for a pipe"
        case .cannotReplace(let path, let code):
            "cannot write \(path): \(String(cString: strerror(code))); it is as it was; check who may write there"
        }
    }
}
