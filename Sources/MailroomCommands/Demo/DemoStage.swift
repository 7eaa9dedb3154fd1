import Foundation
import MailRouting
import MailSandbox
import ServiceLifecycle

/// The servers and the configuration the demo plays with, all in one folder that goes away afterwards.
struct DemoStage: Sendable {
    let sandbox: Sandbox
    let loaded: LoadedConfiguration

    static func set(rules: String, templates: String) async throws -> DemoStage {
        Terminal.say("Starting a Dovecot and an Exim of our own on loopback ...")
        let sandbox = try await Sandbox.start()
        Terminal.say(
            "  IMAP on 127.0.0.1:\(sandbox.ports.imapTLS), submission on 127.0.0.1:\(sandbox.ports.submission)\n")
        do {
            let file = sandbox.folder.appendingPathComponent("mailroom.yaml").path
            let text = configuration(sandbox, rules: rules, templates: templates)
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            let loaded = try reportingDiagnostics { () throws(Diagnostics) in try LoadedConfiguration.load(file) }
            return DemoStage(sandbox: sandbox, loaded: loaded)
        } catch {
            try await sandbox.stop()
            throw error
        }
    }

    func strike() async throws { try await sandbox.stop() }

    /// Everything a person needs to play, then patience.
    func waitForVisitor() async throws {
        let customer = sandbox.account("customer")
        Terminal.say(
            """

            The agent and both servers go on running until you press Ctrl-C. To play:

              IMAP        127.0.0.1:\(sandbox.ports.imapTLS) with TLS; submission 127.0.0.1:\(sandbox.ports.submission) \
            with STARTTLS
              CA file     \(sandbox.caFile)
              accounts    \(sandbox.accounts.map(\.address).joined(separator: ", "))
              passwords   \(customer.map { sandbox.passwordFile(of: $0) } ?? sandbox.folder.path) (one file each)
              rules       edit them, then start the demo again

            A letter of your own. Write it from another address, because one sender is acknowledged five times a day at \
            most, and the customer has been; whatever is sent outside arrives at catchall@sandbox.test:

              printf '%s\\n' 'From: you@elsewhere.example' 'To: info@buttons.test' 'Subject: Mangel' '' 'Hallo' > letter.eml

              curl --ssl-reqd --cacert \(sandbox.caFile) smtp://127.0.0.1:\(sandbox.ports.submission) \\
                --user "customer@customer.example:$(cat \(customer.map { sandbox.passwordFile(of: $0) } ?? ""))" \\
                --mail-from you@elsewhere.example --mail-rcpt info@buttons.test --upload-file letter.eml

            """)
        try await gracefulShutdown()
    }

    /// Limits that fit a demo: five a minute is the default, and a demo should not take longer than a minute.
    private static func configuration(_ sandbox: Sandbox, rules: String, templates: String) -> String {
        SandboxInstallation(
            sandbox: sandbox, rules: rules, templates: templates,
            senderNames: [
                ("info", "Happy Buttons GmbH"), ("sales", "Happy Buttons Sales"),
                ("support", "Happy Buttons Quality and Support"), ("finance", "Happy Buttons Accounts"),
            ], limits: "{per_minute: 30, per_hour: 300}",
            blocks: """
                acknowledgements: {courtesy: royal, default_language: en}
                status: {port: 0}
                """
        ).text
    }
}
