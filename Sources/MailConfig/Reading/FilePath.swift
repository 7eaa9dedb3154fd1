import Glibc

/// Paths as texts, and the bounded reading of regular files.
enum FilePath {
    /// `path` from `folder`, with `.` and `..` taken out; symbolic links are left alone.
    static func resolved(_ path: String, from folder: String) -> String {
        var parts: [Substring] = []
        let whole = path.hasPrefix("/") ? path : absolute(folder) + "/" + path
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The folder a file is in: `.` for a name alone.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func absolute(_ folder: String) -> String {
        if folder.hasPrefix("/") { return folder }
        guard let current = getcwd(nil, 0) else { return "/" + folder }
        defer { free(current) }
        return String(cString: current) + "/" + folder
    }
}

/// A regular file, read whole and bounded. A pipe, a device or a folder is refused before anything is read.
struct RegularFile {
    let bytes: [UInt8]
    /// Permission bits and owner of the very file that was read, not of whatever the path names a moment later.
    let mode: mode_t
    let owner: uid_t

    enum Fault: Error, Equatable, CustomStringConvertible {
        case cannotOpen(Int32)
        case notRegular
        case tooLarge(limit: Int)
        case cannotRead(Int32)

        var description: String {
            switch self {
            case .cannotOpen(let code): "cannot open it: \(String(cString: strerror(code)))"
            case .notRegular: "it is no regular file"
            case .tooLarge(let limit): "it is larger than \(limit) octets"
            case .cannotRead(let code): "cannot read it: \(String(cString: strerror(code)))"
            }
        }
    }

    init(_ path: String, limit: Int) throws(Fault) {
        // Non-blocking, so that a named pipe cannot hold the caller before it is recognised.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotRead(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
        mode = status.st_mode
        owner = status.st_uid
        bytes = try Self.contents(of: descriptor, limit: limit)
    }

    /// Reads to the end, whatever size `fstat` gave: the file may be growing.
    private static func contents(of descriptor: Int32, limit: Int) throws(Fault) -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotRead(errno)
            }
            if count == 0 { return all }
            all += chunk[..<count]
            guard all.count <= limit else { throw .tooLarge(limit: limit) }
        }
    }
}
