import ArgumentParser
import Foundation
import MailSandbox

/// `mailroom sandbox`: real mail servers to try things with.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "A real Dovecot and a real Exim on loopback, to try things with.",
        discussion: """
            Nothing sent in the sandbox leaves this machine: mail for its accounts is delivered, mail for any other \
            address ends in its catch-all mailbox. It has its own certificate authority, random passwords and free \
            ports, lives in one folder, and leaves nothing behind.

            Addresses that refuse on purpose, at any domain: greylisted@ (451) and full@ (452) for now, nobody@ (550) \
            for good, refused@ (554) after the message. Mail for bounced@ is taken and comes back.
            """,
        subcommands: [SandboxUp.self, SandboxDown.self, SandboxStatus.self]
    )
}

/// The folder option the three verbs share.
struct SandboxFolderOption: ParsableArguments {
    @Option(name: .long, help: "The sandbox's folder (default: one for each user).")
    var folder: String?

    var url: URL { folder.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? Sandbox.defaultFolder }
}

/// Runs a verb's work and turns an error of the sandbox into a line for people and an exit status.
func reportingSandboxErrors(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let error as SandboxError {
        Terminal.note("error: \(error)")
        throw error.exitStatus.code
    }
}

extension SandboxError {
    /// What the caller can change on the command line is usage; the rest is the environment.
    fileprivate var exitStatus: ExitStatus {
        switch self {
        case .alreadyRunning, .folderInUse, .folderPathTooLong, .folderUnreachable, .noSandbox, .unusableAccount:
            .usage
        case .programMissing, .commandFailed, .serverEnded, .serverSilent, .spawnFailed, .survivors, .system,
            .stateUnreadable, .namelessUser, .deliveryRefused, .deliveryLost,
            .mailMissing:
            .environment
        }
    }
}
