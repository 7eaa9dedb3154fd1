import Foundation
import Glibc

/// All processes of one server, known by the session its supervisor leads.
///
/// A session is the one thing every descendant keeps, also when its parent is killed and it is handed to init. The
/// leader's start time guards against a number that the system has given to somebody else meanwhile.
struct ProcessSession: Sendable, Hashable, Codable {
    /// The session id, which is also the process id of the supervisor.
    let leader: Int32
    /// When the supervisor started, in clock ticks since boot.
    let startTime: UInt64
    /// The boot that tick count belongs to.
    let boot: String

    init(leader: Int32, startTime: UInt64, boot: String) {
        self.leader = leader
        self.startTime = startTime
        self.boot = boot
    }

    init(leader: Int32) {
        self.leader = leader
        self.startTime = Entry(processID: leader)?.startTime ?? 0
        self.boot = Self.currentBoot
    }

    /// The processes of the session that still run; zombies are gone for every purpose but their parent's.
    func members() -> [Int32] {
        // 0 stands for every session whose leader is outside this container, 1 is the system's own.
        guard leader > 1, boot == Self.currentBoot else { return [] }
        if let entry = Entry(processID: leader), entry.startTime != startTime { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.compactMap(Entry.init).filter {
            $0.session == leader && !$0.isZombie && $0.startTime >= startTime
        }.map(\.processID)
    }

    /// True while anything of the server runs.
    var isAlive: Bool { !members().isEmpty }

    /// Sends a signal to the supervisor, if it still runs.
    func signalLeader(_ signal: Int32) {
        if members().contains(leader) { kill(leader, signal) }
    }

    /// Sends a signal to every process of the session.
    func signalAll(_ signal: Int32) {
        for process in members() { kill(process, signal) }
    }

    private static let currentBoot =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""

    /// The few fields of `/proc/<pid>/stat` needed here (proc(5)).
    private struct Entry {
        let processID: Int32
        let isZombie: Bool
        let session: Int32
        let startTime: UInt64

        init?(processID: Int32) {
            guard let text = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
                // The command's name stands in parentheses and may hold anything: count from the last one.
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 19, let session = Int32(fields[3]), let startTime = UInt64(fields[19]) else {
                return nil
            }
            self.processID = processID
            self.isZombie = fields[0] == "Z" || fields[0] == "X"
            self.session = session
            self.startTime = startTime
        }
    }
}
