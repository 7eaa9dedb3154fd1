import Foundation
import Glibc

/// The one folder of a sandbox: the names in it, making it, handing it to the servers' user, removing it.
struct SandboxFolder: Sendable, Hashable {
    /// Absolute path without a trailing slash.
    let path: String

    var stateFile: String { "\(path)/sandbox.json" }
    var supervisor: String { "\(path)/supervise.sh" }
    var dovecotConfiguration: String { "\(path)/dovecot.conf" }
    var eximConfiguration: String { "\(path)/exim.conf" }
    var dovecotTokens: String { "\(path)/dovecot-oauth2.conf.ext" }
    var dovecotUsers: String { "\(path)/dovecot.users" }
    var eximUsers: String { "\(path)/exim.users" }
    var dovecotLog: String { "\(path)/log/dovecot.log" }
    var eximLog: String { "\(path)/log/exim-main.log" }
    var dovecotPidFile: String { "\(path)/run/master.pid" }
    var caFile: String { "\(path)/tls/ca.pem" }
    func supervisorMarker(of session: ProcessSession) -> String { "\(path)/supervisor.\(session.leader)" }
    func outputLog(of server: String) -> String { "\(path)/log/\(server).out" }
    func passwordFile(of account: Account) -> String { "\(path)/passwords/\(account.address)" }

    private static let subfolders = ["log", "mail", "passwords", "run", "spool", "state", "tls"]

    init(_ url: URL) {
        let path = url.standardizedFileURL.path
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// A fresh folder of our own directly under the temporary directory, readable by nobody else.
    static func temporary() throws(SandboxError) -> SandboxFolder {
        var template = Array("\(NSTemporaryDirectory())/mailroom-sandbox-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .system(call: "mkdtemp", subject: NSTemporaryDirectory(), errno: errno)
        }
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        return SandboxFolder(URL(fileURLWithPath: String(decoding: bytes, as: UTF8.self), isDirectory: true))
    }

    /// Makes the folder and what belongs in it, after refusing every place that would not work or is not ours to use.
    func prepare(for user: ServerUser) throws {
        guard path.utf8.count <= Limits.folderPathLength else {
            throw SandboxError.folderPathTooLong(
                folder: path, length: path.utf8.count, limit: Limits.folderPathLength)
        }
        let files = FileManager.default
        var status = stat()
        if lstat(path, &status) == 0 {
            // Somebody else's folder, or a link that leads elsewhere, in a place where everyone may write.
            guard status.st_mode & S_IFMT == S_IFDIR, [geteuid(), user.uid].contains(status.st_uid) else {
                throw SandboxError.folderInUse(folder: path)
            }
        }
        if let contents = try? files.contentsOfDirectory(atPath: path), !contents.isEmpty {
            guard contents.contains("sandbox.json") else { throw SandboxError.folderInUse(folder: path) }
            try remove()
        }
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write("{}", to: stateFile)  // From here on the folder is known as a sandbox's, whatever happens next.
        try checkReachable(by: user)
        for name in Self.subfolders {
            try files.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
            // Dovecot wants its run folder open and complains otherwise; the folder around it is closed.
            try check(chmod("\(path)/\(name)", name == "run" ? 0o755 : 0o700), "chmod", "\(path)/\(name)")
        }
        try check(chmod(path, 0o700), "chmod", path)
    }

    /// Writes a file only its owner may read.
    func write(_ text: String, to file: String) throws {
        let data = Data(text.utf8)
        let temporary = "\(file).new"
        guard FileManager.default.createFile(atPath: temporary, contents: data, attributes: [.posixPermissions: 0o600])
        else { throw SandboxError.system(call: "write", subject: temporary, errno: errno) }
        try check(rename(temporary, file), "rename", file)
    }

    /// Gives everything in the folder to the servers' user, when that is not the caller; before any server starts.
    func handOver(to user: ServerUser) throws {
        guard user.isStandIn else { return }
        try check(lchown(path, user.uid, user.gid), "chown", path)
        for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? [] {
            // Passwords stay with the caller, who is the one to use them; the servers have files of their own.
            guard !name.hasPrefix("passwords/") else { continue }
            try check(lchown("\(path)/\(name)", user.uid, user.gid), "chown", "\(path)/\(name)")
        }
    }

    /// Removes the folder with everything in it; it must be a sandbox's, and its servers gone.
    func remove() throws {
        guard access(path, F_OK) == 0 else { return }
        guard access(stateFile, F_OK) == 0 else { throw SandboxError.folderInUse(folder: path) }
        try FileManager.default.removeItem(atPath: path)
    }

    func removeFile(_ file: String) throws(SandboxError) {
        if unlink(file) != 0, errno != ENOENT { throw .system(call: "unlink", subject: file, errno: errno) }
    }

    /// The last lines of a log, for an error.
    func tail(of logs: [String]) -> String {
        var lines: [Substring] = []
        for log in logs {
            guard let file = FileHandle(forReadingAtPath: log) else { continue }
            let end = (try? file.seekToEnd()) ?? 0
            try? file.seek(toOffset: end - min(end, UInt64(Limits.logBytes)))
            let data = (try? file.readToEnd()) ?? Data()
            lines += String(decoding: data, as: UTF8.self).split(separator: "\n")
        }
        return lines.suffix(Limits.logLines).joined(separator: "\n")
    }

    /// A stand-in user must be able to walk down to the folder: every ancestor needs search permission for others.
    private func checkReachable(by user: ServerUser) throws(SandboxError) {
        guard user.isStandIn else { return }
        var ancestor = (path as NSString).deletingLastPathComponent
        while true {
            var status = stat()
            guard stat(ancestor, &status) == 0 else { throw .system(call: "stat", subject: ancestor, errno: errno) }
            guard status.st_mode & S_IXOTH != 0 else {
                throw .folderUnreachable(folder: path, ancestor: ancestor, user: user.name)
            }
            if ancestor == "/" { return }
            ancestor = (ancestor as NSString).deletingLastPathComponent
        }
    }

    func check(_ result: Int32, _ call: String, _ subject: String) throws(SandboxError) {
        if result != 0 { throw .system(call: call, subject: subject, errno: errno) }
    }
}
