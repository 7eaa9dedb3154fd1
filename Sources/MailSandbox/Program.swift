import Foundation
import Glibc
import Subprocess

/// A program the sandbox needs, with the Debian package that has it.
struct Program: Sendable {
    let names: [String]
    let package: String
    /// Where it is known to be; otherwise it is looked for in the system's directories.
    let location: String?

    init(names: [String], package: String, location: String? = nil) {
        self.names = names
        self.package = package
        self.location = location
    }

    static let dovecot = Program(names: ["dovecot"], package: "dovecot-imapd")
    static let doveadm = Program(names: ["doveadm"], package: "dovecot-imapd")
    static let exim = Program(names: ["exim4", "exim"], package: "exim4-daemon-light")
    static let openssl = Program(names: ["openssl"], package: "openssl")
    static let setpriv = Program(names: ["setpriv"], package: "util-linux")
    static let shell = Program(names: ["sh"], package: "dash")

    /// Servers live in the system's directories, which an ordinary user's PATH often lacks.
    private static let directories = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"]

    /// Where the program is; nil when it is not installed.
    var path: String? {
        if let location { return location }
        for name in names {
            for directory in Self.directories where access("\(directory)/\(name)", X_OK) == 0 {
                return "\(directory)/\(name)"
            }
        }
        return nil
    }

    func located() throws(SandboxError) -> String {
        guard let path else { throw .programMissing(program: names[0], package: package) }
        return path
    }

    /// Throws for the first thing that is not installed, before anything is written.
    static func requireAll() throws(SandboxError) {
        for program in [dovecot, doveadm, exim, openssl, setpriv, shell] { _ = try program.located() }
        // The LMTP server is a package of its own; Dovecot without it starts and then fails at the first delivery.
        guard access("/usr/lib/dovecot/lmtp", X_OK) == 0 else {
            throw .programMissing(program: "dovecot's lmtp", package: "dovecot-lmtpd")
        }
    }

    /// Runs the program to its end on an input and returns what it wrote to standard output.
    @discardableResult
    func run(_ arguments: [String], as user: ServerUser? = nil, input: String = "") async throws -> [UInt8] {
        let command = try (user?.commandPrefix ?? []) + [located()] + arguments
        // Found above by absolute path; /usr/bin/env only because Subprocess wants a name or another package's type.
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(command),
            environment: .inherit.updating(["PATH": Self.directories.joined(separator: ":"), "LC_ALL": "C"]),
            input: .string(input), output: .bytes(limit: Limits.commandOutput),
            error: .string(limit: Limits.commandOutput))
        guard result.terminationStatus.isSuccess else {
            let status: Int32 =
                switch result.terminationStatus {
                case .exited(let code): Int32(code)
                case .signaled(let signal): 128 + Int32(signal)
                }
            let said = result.standardError + String(decoding: result.standardOutput, as: UTF8.self)
            throw SandboxError.commandFailed(program: names[0], status: status, output: String(said.suffix(2_000)))
        }
        return result.standardOutput
    }
}
