import Glibc

/// Why a sandbox could not be started, used or stopped, as facts.
public enum SandboxError: Error, Sendable, Equatable {
    /// A program is not installed; `package` is the Debian package that has it.
    case programMissing(program: String, package: String)
    /// A short command (openssl, doveadm) ended with something other than 0; `output` is the end of what it said.
    case commandFailed(program: String, status: Int32, output: String)
    /// A server ended by itself while starting; `log` holds the last lines of its log.
    case serverEnded(program: String, log: String)
    /// A server did not answer within the time allowed; `log` holds the last lines of its log.
    case serverSilent(program: String, port: UInt16, log: String)
    /// A process could not be started; `errno` as the system gave it.
    case spawnFailed(program: String, errno: Int32)
    /// Processes of a server were still there after SIGKILL.
    case survivors(program: String, processes: [Int32])
    /// A system call on a file or socket failed.
    case system(call: String, subject: String, errno: Int32)
    /// The folder already holds a running sandbox.
    case alreadyRunning(folder: String)
    /// The folder holds files and no sandbox: nothing there is overwritten or removed.
    case folderInUse(folder: String)
    /// The folder's path is too long for the servers' Unix sockets.
    case folderPathTooLong(folder: String, length: Int, limit: Int)
    /// The servers run as `user`, who cannot reach the folder because of the permissions of `ancestor`.
    case folderUnreachable(folder: String, ancestor: String, user: String)
    /// There is no sandbox in the folder.
    case noSandbox(folder: String)
    /// The state file is there and cannot be read.
    case stateUnreadable(file: String, reason: String)
    /// The user id this process runs under has no name, and Dovecot needs one.
    case namelessUser(uid: UInt32)
    /// An extra account's address or name is used twice or has characters outside the plain set.
    case unusableAccount(String)
    /// The LMTP server answered a command with something other than the expected kind of reply.
    case deliveryRefused(command: String, reply: String)
    /// Fewer messages than waited for came into a mailbox in time.
    case mailMissing(mailbox: String, expected: Int, found: Int)
    /// The LMTP connection broke or went silent.
    case deliveryLost(command: String)
}

extension SandboxError: CustomStringConvertible {
    /// The facts as a sentence for people, with the next step where there is one.
    public var description: String {
        switch self {
        case .programMissing(let program, let package):
            "\(program) is not installed: run `make packages`, or `apt-get install \(package)` as root"
        case .commandFailed(let program, let status, let output):
            "\(program) ended with status \(status): \(output)"
        case .serverEnded(let program, let log): "\(program) ended while starting; its log ends with:\n\(log)"
        case .serverSilent(let program, let port, let log):
            "\(program) does not answer on 127.0.0.1:\(port); its log ends with:\n\(log)"
        case .spawnFailed(let program, let errno): "cannot start \(program): \(Self.text(errno))"
        case .survivors(let program, let processes): "processes of \(program) survived SIGKILL: \(processes)"
        case .system(let call, let subject, let errno): "\(call) \(subject): \(Self.text(errno))"
        case .alreadyRunning(let folder): "a sandbox is already running in \(folder): `mailroom sandbox down` ends it"
        case .folderInUse(let folder): "\(folder) holds other files: choose a new or empty folder"
        case .folderPathTooLong(let folder, let length, let limit):
            "\(folder) is \(length) bytes long, more than the \(limit) that Unix sockets leave: choose a shorter path"
        case .folderUnreachable(let folder, let ancestor, let user):
            "the servers run as \(user), who may not enter \(ancestor): \(folder) must be somewhere everyone can reach"
        case .noSandbox(let folder): "there is no sandbox in \(folder)"
        case .stateUnreadable(let file, let reason): "\(file) cannot be read: \(reason)"
        case .namelessUser(let uid): "user id \(uid) has no name in the password database, and Dovecot needs one"
        case .unusableAccount(let address): "\(address) is used twice or is not a plain address"
        case .deliveryRefused(let command, let reply): "LMTP \(command) answered: \(reply)"
        case .mailMissing(let mailbox, let expected, let found):
            "\(mailbox) has \(found) messages after waiting for \(expected)"
        case .deliveryLost(let command): "the LMTP connection was lost at \(command)"
        }
    }

    private static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
