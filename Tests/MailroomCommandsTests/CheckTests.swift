import Foundation
import MailSandbox
import MailTransport
import Testing

@testable import MailroomCommands

@Suite(.serialized) struct CheckTests {
    /// What `check` says about each server, by name.
    static func rows(_ loaded: LoadedConfiguration) async -> [String: CheckRow] {
        let pool = WorkerPool()
        let authenticator = Authenticator(stateFolder: loaded.configuration.stateFolder)
        var rows: [String: CheckRow] = [:]
        for account in loaded.configuration.accounts {
            rows[account.name.rawValue] = await AccountCheck(account, in: loaded, pool: pool, authenticator).row(
                at: Date())
        }
        for host in loaded.configuration.submissionHosts {
            rows[host.name.rawValue] = await SubmissionCheck(host: host, pool: pool, authenticator: authenticator).row(
                at: Date())
        }
        return rows
    }

    @Test func saysWhatIsWrongWithEachServerAndWhatToDo() async throws {
        let sandbox = try await Sandbox.start()
        let address = "info@buttons.test"
        let password = try #require(sandbox.account("info")).password
        try await withFolder(["right": "\(password)\n", "wrong": "no\n", "rules/main.yaml": Self.rules]) { folder in
            for file in ["right", "wrong"] {
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/\(file)")
            }
            try Data(Self.configuration(sandbox, address).utf8).write(
                to: URL(fileURLWithPath: "\(folder)/mailroom.yaml"))
            let rows = await Self.rows(try LoadedConfiguration.load("\(folder)/mailroom.yaml"))

            let fine = try #require(rows["fine"])
            #expect(fine.problem == nil)
            #expect(fine.tls?.version == "TLS1.3")
            #expect(fine.capabilities == ["IDLE", "MOVE", "UIDPLUS"])
            #expect(
                fine.mailboxes == [
                    CheckedMailbox(name: "INBOX", use: .watched, messages: 0, backlog: .route),
                    CheckedMailbox(name: "Dunning", use: .destination, messages: nil, backlog: nil),
                ])
            #expect(rows["missing"]?.problem == Problem(missing: ["Nope"]))
            #expect(
                rows["rejected"]?.problem?.nextStep
                    == "check the user 'support@buttons.test' and the secret in file:\(folder)/wrong")
            #expect(rows["secretless"]?.problem?.nextStep == "set it in the environment mailroom is started with")
            #expect(rows["untrusted"]?.problem?.nextStep?.contains("ca_file") == true)
            #expect(rows["untrusted"]?.isConnected == false)
            #expect(rows["dead"]?.problem?.nextStep == "check host and port, and that the server runs")
            #expect(rows["main"]?.problem == nil)
            #expect(rows["main"]?.authentication == "AUTH PLAIN")
            #expect(rows["plain"]?.problem?.nextStep == "check the port, or set tls: starttls")
        }
        try await sandbox.stop()
    }

    static let rules = """
        version: 1
        routes:
          - {id: dunning, subject: {word: Mahnung}, department: all, folder: Dunning, acknowledge: none}
          - otherwise: {id: rest, department: all, acknowledge: none}
        """

    static func configuration(_ sandbox: Sandbox, _ address: String) -> String {
        let host = "host: localhost, ca_file: \(sandbox.caFile)"
        let server = "user: \(address), \(host)"
        let ports = sandbox.ports
        return """
            version: 1
            state: state
            rules: rules
            templates: \(Repository.path("config/templates"))
            accounts:
              fine: {address: a@buttons.test, \(server), port: \(ports.imapTLS), password: 'file:right', backlog: route}
              missing: {address: b@buttons.test, \(server), port: \(ports.imapStartTLS), tls: starttls, \
            password: 'file:right', watch: [INBOX, Nope]}
              rejected: {address: support@buttons.test, \(host), port: \(ports.imapTLS), password: 'file:wrong'}
              secretless: {address: d@buttons.test, \(host), port: \(ports.imapTLS), password: 'env:MAILROOM_NOT_SET'}
              untrusted: {address: e@buttons.test, user: x, host: localhost, port: \(ports.imapTLS), password: 'file:right'}
              dead: {address: f@buttons.test, \(server), port: 1, password: 'file:right'}
            departments:
              all: {account: fine}
            submission:
              main: {\(server), port: \(ports.submission), tls: starttls, password: 'file:right', ehlo_name: m.buttons.test}
              plain: {\(server), port: \(ports.submission), tls: implicit, password: 'file:right', ehlo_name: m.buttons.test}
            """
    }
}
