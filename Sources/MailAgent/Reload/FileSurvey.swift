import Foundation
import MailTransport

/// The files below a set of paths as they stand: which folders to watch for a change, and what has changed since.
///
/// Every symbolic link on the way is followed and its folder watched: an orchestrator swaps a link (`..data` of
/// Kubernetes) and touches no file.
struct FileSurvey: Equatable {
    /// Real paths; also the deepest folder there is of a path that has gone.
    private(set) var folders: Set<String> = []
    /// Identity, size and times of every file: another one says that it is worth reading them.
    private(set) var stamps: [String: Stamp] = [:]
    private var visited: Set<String> = []

    struct Stamp: Equatable {
        let device, inode: UInt
        let size: Int
        let modified, changed: Int
    }

    init(_ paths: [String]) {
        for path in paths { visit(path, depth: 0) }
    }

    /// SHA-256 over the names and contents of all files; what cannot be read counts as another content.
    func contentDigest() -> String {
        var all: [UInt8] = []
        for file in stamps.keys.sorted() {
            let content = FileManager.default.contents(atPath: file).map { MessageContent([UInt8]($0)).sha256 }
            all += Array("\(file)\u{0}\(content ?? "unreadable")\u{0}".utf8)
        }
        return MessageContent(all).sha256
    }

    private mutating func visit(_ path: String, depth: Int) {
        guard depth <= Limits.surveyDepth, stamps.count < Limits.surveyFiles else { return }
        let place = PathWalk(path)
        folders.formUnion(place.folders)
        guard let real = place.real else { return }
        var facts = stat()
        guard stat(real, &facts) == 0 else { return }
        switch facts.st_mode & S_IFMT {
        case S_IFDIR:
            // A link back to a folder above is not walked round and round.
            guard visited.insert(real).inserted else { return }
            folders.insert(real)
            // A folder that may not be read has no entries for us.
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: real)) ?? []
            for entry in entries.sorted() { visit("\(real)/\(entry)", depth: depth + 1) }
        case S_IFREG where facts.st_size <= Limits.surveyFileSize:
            stamps[path] = Stamp(
                device: UInt(facts.st_dev), inode: UInt(facts.st_ino), size: Int(facts.st_size),
                modified: Self.nanoseconds(facts.st_mtim), changed: Self.nanoseconds(facts.st_ctim))
        default: return
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int { Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec) }
}

/// A path taken one component at a time: where it really leads, and in which folders each step is decided.
struct PathWalk {
    private(set) var folders: Set<String> = []
    /// Nil when it leads nowhere.
    private(set) var real: String?

    init(_ path: String) {
        var rest = Self.components(path)
        var reached = ""
        var links = 0
        while let name = rest.first {
            rest.removeFirst()
            if name == ".." {
                reached = String(reached[..<(reached.lastIndex(of: "/") ?? reached.startIndex)])
                continue
            }
            let parent = reached.isEmpty ? "/" : reached
            let next = "\(reached)/\(name)"
            var facts = stat()
            guard lstat(next, &facts) == 0 else {
                folders.insert(parent)
                return
            }
            guard facts.st_mode & S_IFMT == S_IFLNK else {
                // The file itself is decided here; folders above it only where they are links.
                if rest.isEmpty { folders.insert(parent) }
                reached = next
                continue
            }
            folders.insert(parent)
            links += 1
            guard links <= Limits.surveyLinks,
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: next)
            else { return }
            if target.hasPrefix("/") { reached = "" }
            rest = Self.components(target) + rest
        }
        real = reached.isEmpty ? "/" : reached
    }

    private static func components(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }
}
