import Foundation
import MailSandbox

/// The configuration of an agent on a sandbox: the shipped one in small, with the sandbox's ports, addresses and passwords.
struct SandboxInstallation {
    let sandbox: Sandbox
    /// The folders of the rules and of the templates; relative ones are taken from where the program was started.
    let rules: String
    let templates: String
    /// What customers see as the sender, by department.
    let senderNames: [(department: String, name: String)]
    /// The value of `limits` of the submission host.
    let limits: String
    /// Further blocks, with their keys at the margin.
    let blocks: String

    /// The text of `mailroom.yaml`.
    var text: String {
        let accounts = senderNames.map { department, _ in
            "  \(department): {address: \(department)@buttons.test, password: \"\(password(department))\"}"
        }
        let departments = senderNames.map { department, name in
            "  \(department): {account: \(department), sender_name: \(name)}"
        }
        return """
            version: 1
            state: \(sandbox.folder.path)/agent
            rules: \(Self.absolute(rules))
            templates: \(Self.absolute(templates))
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
                user: info@buttons.test
                password: "\(password("info"))"
                ehlo_name: mailroom.buttons.test
                limits: \(limits)
            \(blocks)
            """
    }

    private func password(_ name: String) -> String {
        sandbox.account(name).map { "file:" + sandbox.passwordFile(of: $0) } ?? "env:NONE"
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
