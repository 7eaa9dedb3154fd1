import Glibc

/// The messages under some paths, one after the other, never more than one of them in memory.
///
/// A path is a file with one message, an mbox (a file that begins with a `From ` line and is not called `.eml`), a
/// folder (every `.eml` in it and below, sorted; symbolic links to folders are not followed), a Maildir (a folder with
/// `cur` and `new`), or `-` for standard input. Each bytes come as they lie there: `>From ` quoting of an mbox is not
/// undone, because who wrote the file did not say which of its dialects it is in.
public final class MessageFiles: Sequence, IteratorProtocol {
    private enum Pending {
        /// Named by a person.
        case path(String)
        /// Found in a folder.
        case entry(String)
    }

    private var pending: [Pending]
    private var mbox: MboxReader?

    public init(paths: [String]) { pending = paths.reversed().map(Pending.path) }

    public func next() -> MessageFile? {
        while true {
            if let message = mbox?.next() { return message }
            mbox = nil
            guard let next = pending.popLast() else { return nil }
            switch next {
            case .path("-"): mbox = MboxReader(ByteReader(descriptor: STDIN_FILENO, ownsDescriptor: false), name: "-")
            case .path(let path), .entry(let path):
                if let message = open(path) { return message }
            }
        }
    }

    /// A message, or nil when the path became something to go on with.
    private func open(_ path: String) -> MessageFile? {
        var status = stat()
        guard stat(path, &status) == 0 else { return MessageFile(name: path, content: .failure(.cannotOpen(errno))) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return expand(path)
        // A pipe may be named by a person, as the shell's <(…) does.
        case S_IFREG, S_IFIFO: break
        default: return MessageFile(name: path, content: .failure(.notAFile))
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return MessageFile(name: path, content: .failure(.cannotOpen(errno))) }
        let reader = ByteReader(descriptor: descriptor, ownsDescriptor: true)
        mbox = MboxReader(reader, name: path, isOneMessage: path.hasSuffix(".eml"))
        return nil
    }

    private func expand(_ folder: String) -> MessageFile? {
        guard let names = Self.entries(of: folder) else {
            return MessageFile(name: folder, content: .failure(.cannotOpen(errno)))
        }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        if names.contains("cur"), names.contains("new"), isFolder(base + "cur"), isFolder(base + "new") {
            let files = ["new", "cur"].flatMap { part in
                (Self.entries(of: base + part) ?? []).map { "\(base)\(part)/\($0)" }
            }
            pending += files.filter { !isFolder($0) }.reversed().map(Pending.entry)
        } else {
            let paths = names.map { base + $0 }.filter { $0.hasSuffix(".eml") || isFolder($0) }
            pending += paths.reversed().map(Pending.entry)
        }
        return nil
    }

    /// True for a folder itself, not for a link to one, which could lead in circles.
    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder that do not begin with a dot, sorted; nil with `errno` set when it cannot be read.
    private static func entries(of folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
