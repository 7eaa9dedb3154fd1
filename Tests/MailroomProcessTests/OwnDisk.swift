import Foundation
import Glibc

/// A small file system in memory for one process, in a mount namespace of its own: nobody else sees it, and it is gone with
/// the process.
enum OwnDisk {
    /// Whether this machine lets us: root may, others where user namespaces are allowed.
    static let isPossible: Bool = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailroom-disk-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        guard let command = try? command(mounting: "1m", at: folder, for: ["/bin/true"]) else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// `command` with a disk of that size mounted on the folder. The process that is started becomes the command's.
    static func command(mounting size: String, at folder: URL, for command: [String]) throws -> [String] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let mount = #"mount -t tmpfs -o size="$0",mode=700 mailroom "$1" && shift && exec "$@""#
        return ["/usr/bin/unshare"] + (getuid() == 0 ? [] : ["--user", "--map-root-user"])
            + ["--mount", "/bin/sh", "-c", mount, size, folder.path] + command
    }
}
