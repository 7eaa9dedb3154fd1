import Foundation
import MailConfig
import MailRouting
import MailSandbox
import MailTransport

/// The customer of the demo: writes over SMTP, reads over IMAP, as any mail program would.
struct DemoCustomer: Sendable {
    private let sandbox: Sandbox
    private let pool = WorkerPool(threads: 2)

    init(_ stage: DemoStage) { sandbox = stage.sandbox }

    func send(_ letters: [DemoLetter]) async throws {
        guard let account = sandbox.account("customer") else { throw SandboxMissingAccount(name: "customer") }
        let session = SubmissionSession(
            host: SubmissionHost(
                name: "customer", server: settings(account, port: sandbox.ports.submission, tls: .startTLS),
                ehloName: "client.customer.example", limits: RateLimits()),
            authentication: .password(user: account.address, password: account.password), pool: pool)
        for (number, letter) in letters.enumerated() {
            let message = letter.message(number: number + 1, date: Self.date())
            Terminal.say("  to \(letter.to)@  \"\(letter.subject)\"  (\(letter.story))")
            let outcome = await session.submit(
                Envelope(
                    reversePath: Address(account.address),
                    forwardPaths: [Address(localPart: letter.to, domain: "buttons.test")]),
                message: message.bytes, deadline: .after(.seconds(30)))
            guard case .accepted = outcome else { throw LetterNotAccepted(subject: letter.subject, outcome: outcome) }
        }
        await session.close()
    }

    /// Everything that stands in an account's INBOX, whole: an independent look over a connection of its own.
    func read(_ name: String) async throws -> [[UInt8]] {
        guard let account = sandbox.account(name) else { throw SandboxMissingAccount(name: name) }
        let session = try await IMAPSession.connect(
            to: settings(account, port: sandbox.ports.imapTLS, tls: .implicit),
            as: .password(user: account.address, password: account.password),
            trusting: try StreamCredentials.trusting(caFile: sandbox.caFile), on: pool)
        _ = try await session.select(.inbox, readOnly: true)
        var messages: [[UInt8]] = []
        for uid in try await session.searchUIDs(limit: 1000) {
            if let content = try await session.fetchMessage(uid, maximumSize: 1_000_000) {
                messages.append(try content.bytes)
            }
        }
        await session.logout()
        return messages
    }

    /// Waits until the submission host has delivered this many letters to the customer: taking one is not delivering it.
    func waitForLetters(_ count: Int) async throws {
        guard let account = sandbox.account("customer") else { throw SandboxMissingAccount(name: "customer") }
        do {
            _ = try await sandbox.waitForMessages(count, of: account.address)
        } catch SandboxError.mailMissing {
            // The report reads what is there, and names every letter that is not.
        }
    }

    private func settings(_ account: MailSandbox.Account, port: UInt16, tls: TLSPolicy) -> ServerSettings {
        ServerSettings(
            host: sandbox.host, port: port, tls: tls, caFile: sandbox.caFile, authentication: .plain,
            userName: account.address, secret: .file(sandbox.passwordFile(of: account)))
    }

    private static func date() -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "EEE, d MMM yyyy HH:mm:ss Z"
        return formatter.string(from: Date())
    }
}

/// The sandbox lacks an account the demo needs.
struct SandboxMissingAccount: Error, CustomStringConvertible {
    let name: String
    var description: String { "the sandbox has no account \(name)" }
}

/// A letter of the demo was not taken by the server.
struct LetterNotAccepted: Error, CustomStringConvertible {
    let subject: String
    let outcome: SubmissionOutcome
    var description: String { "the letter \"\(subject)\" was not accepted: \(outcome)" }
}
