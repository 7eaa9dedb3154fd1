import Foundation
import MailRouting
import MailSandbox

/// The servers and the configuration a week is played with, all in one folder that goes away afterwards.
struct RehearsalStage: Sendable {
    /// That of the sandbox's departments.
    static let domain = "buttons.test"

    let sandbox: Sandbox
    let loaded: LoadedConfiguration

    static func set(rules: String, templates: String) async throws -> RehearsalStage {
        let sandbox = try await Sandbox.start()
        do {
            let file = sandbox.folder.appendingPathComponent("mailroom.yaml")
            try Data(configuration(sandbox, rules: rules, templates: templates).utf8).write(to: file)
            let loaded = try reportingDiagnostics { () throws(Diagnostics) in try LoadedConfiguration.load(file.path) }
            return RehearsalStage(sandbox: sandbox, loaded: loaded)
        } catch {
            try await sandbox.stop()
            throw error
        }
    }

    func strike() async throws { try await sandbox.stop() }

    private static func configuration(_ sandbox: Sandbox, rules: String, templates: String) -> String {
        func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
        func password(_ name: String) -> String {
            sandbox.account(name).map { "file:" + sandbox.passwordFile(of: $0) } ?? "env:NONE"
        }
        let names = ["info", "sales", "support", "finance"]
        let accounts = names.map { "  \($0): {address: \($0)@\(domain), password: \"\(password($0))\"}" }
        let departments = names.map { "  \($0): {account: \($0), sender_name: Happy Buttons}" }
        return """
            version: 1
            state: \(sandbox.folder.path)/agent
            rules: \(absolute(rules))
            templates: \(absolute(templates))
            defaults: {host: 127.0.0.1, port: \(sandbox.ports.imapTLS), tls: implicit, ca_file: \(sandbox.caFile)}
            accounts:
            \(accounts.joined(separator: "\n"))
            departments:
            \(departments.joined(separator: "\n"))
            submission:
              main:
                host: 127.0.0.1
                port: \(sandbox.ports.submission)
                tls: starttls
                ca_file: \(sandbox.caFile)
                user: info@\(domain)
                password: "\(password("info"))"
                ehlo_name: mailroom.\(domain)
                # A week in minutes: what is spread over five days comes at once.
                limits: {per_minute: 10000, per_hour: 100000}
            acknowledgements:
              courtesy: royal
              default_language: en
              limits: {same_subject: 100, department: 300, sender: 500, domain: 2000, public_domain: 20000}
            """
    }
}
