import Foundation
import Glibc
import MailAgent

/// The place where the running simulations of one user are found: a folder, and in it a folder for each of them, named by
/// its process, which holds a lock as long as it lives.
struct RunningSimulations {
    /// Only its owner may say what a run does.
    struct Unusable: Error, CustomStringConvertible {
        let path: String
        let reason: String
        var description: String {
            "\(path) cannot hold the controls of simulations: \(reason)\nnext: name another folder with --control"
        }
    }

    let root: String

    init(_ root: String) { self.root = root }

    /// One for each user, where nobody else may write.
    static var defaultRoot: String {
        let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"] ?? ""
        return geteuid() == 0 || runtime.isEmpty
            ? "/tmp/mailroom-simulations-\(geteuid())" : "\(runtime)/mailroom-simulations"
    }

    /// Those that run now, by process.
    func all() throws(Unusable) -> [SimulationSeat] {
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        try check()
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: root) } catch {
            throw Unusable(path: root, reason: error.localizedDescription)
        }
        return names.compactMap(Int32.init).sorted().map { SimulationSeat(root: root, process: $0) }.filter(\.isTaken)
    }

    /// A folder for this process; what dead ones left is removed.
    func make() throws(Unusable) -> SimulationSeat {
        do {
            try FileManager.default.createDirectory(
                atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try check()
            let seat = SimulationSeat(root: root, process: getpid())
            for name in try FileManager.default.contentsOfDirectory(atPath: root) {
                guard let process = Int32(name) else { continue }
                let left = SimulationSeat(root: root, process: process)
                // One that is being made has no lock yet.
                if process == seat.process || left.wasTaken && !left.isTaken { try left.remove() }
            }
            try FileManager.default.createDirectory(
                atPath: seat.folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            return seat
        } catch let error as Unusable {
            throw error
        } catch {
            throw Unusable(path: root, reason: error.localizedDescription)
        }
    }

    /// In a place where everybody may write, the folder may be somebody else's, or a link to elsewhere.
    private func check() throws(Unusable) {
        var status = stat()
        guard lstat(root, &status) == 0 else { throw Unusable(path: root, reason: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw Unusable(path: root, reason: "it is no folder") }
        guard status.st_uid == geteuid() else { throw Unusable(path: root, reason: "it belongs to somebody else") }
        guard status.st_mode & 0o022 == 0 else { throw Unusable(path: root, reason: "others may write there") }
    }
}

/// The folder of one running simulation: what is wished of it, and how it stands.
struct SimulationSeat: Sendable {
    let folder: String
    let process: Int32
    private var wishFile: String { folder + "/wish" }
    private var standingFile: String { folder + "/standing.json" }

    init(root: String, process: Int32) {
        folder = "\(root)/\(process)"
        self.process = process
    }

    /// Whether its process lives and holds it.
    var isTaken: Bool { StateLock.holder(folder: folder).isHeld }

    /// Whether some process held it, now or before.
    var wasTaken: Bool { FileManager.default.fileExists(atPath: folder + "/mailroom.lock") }

    func lock() throws(StateLockFault) -> StateLock { try StateLock(folder: folder) }

    func remove() throws { try FileManager.default.removeItem(atPath: folder) }

    // MARK: What is wished

    /// The last wish counts: a pause that nobody saw yet is overtaken by a stop.
    func wish(_ wish: String) throws { try write(Data(wish.utf8), to: wishFile) }

    /// Takes it away; nil when nothing was wished.
    func takeWish() -> String? {
        // Taken away before it is read: a wish that is written meanwhile is the next one.
        let taken = wishFile + ".taken"
        guard rename(wishFile, taken) == 0, let data = FileManager.default.contents(atPath: taken) else { return nil }
        return String(decoding: data.prefix(20), as: UTF8.self)
    }

    // MARK: How it stands

    func note(_ standing: SimulationStanding) throws {
        try write(try JSONEncoder().encode(standing), to: standingFile)
    }

    /// Nil before its first word, and after its last.
    func standing() -> SimulationStanding? {
        FileManager.default.contents(atPath: standingFile).flatMap {
            try? JSONDecoder().decode(SimulationStanding.self, from: $0)
        }
    }

    /// In one piece, whoever reads meanwhile.
    private func write(_ data: Data, to file: String) throws {
        try data.write(to: URL(fileURLWithPath: file), options: .atomic)
    }
}
