import ArgumentParser
import Foundation
import MailAgent
import MailConfig
import MailRouting
import MailTokens

/// `mailroom login`: a person lets the agent into a mailbox whose tokens need one.
struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Logs in to an authorisation server once, so that the agent gets tokens by itself from then on.",
        discussion: """
            For accounts and submission hosts with 'oauth2:' and a client of 'flow: device_code' (RFC 8628). It shows an \
            address and a code; open the address in a browser anywhere, log in as the user of the account, and type the \
            code. The refresh token is kept in the state folder, sealed with the client's 'token_key', and serves every \
            account and host of this user and client. A running agent takes it from its next connection on.

            EXAMPLES
              mailroom login info                   the account info
              mailroom login info@buttons.example   every account and host of this user
              mailroom login --config /etc/mailroom/config/mailroom.yaml main

            Ends with 0 when the tokens are kept; 1 when the login was denied or not done in time; 2 when there is \
            nothing to log in to; 3 when the server cannot be asked or the tokens cannot be kept.
            """)

    @Argument(help: ArgumentHelp("An account, a submission host, or the user it logs in as.", valueName: "account"))
    var name: String

    @OptionGroup var place: ConfigurationOption

    func run() async throws {
        let configuration = try place.load().configuration
        let (client, user) = try target(configuration)
        let login = DeviceLogin(
            client, user: user, endpoint: HTTPTokenEndpoint(),
            vault: Authenticator.vault(stateFolder: configuration.stateFolder),
            secret: { source throws(SecretFault) in try await SecretReader.read(source) },
            now: { Instant(Date()) }, sleep: { try await Timekeeper.system.sleep($0) })
        do {
            try await login.run { prompt in
                let minutes = max(1, (prompt.until - Instant(Date())).milliseconds / 60_000)
                Terminal.note("open  \(prompt.address)")
                Terminal.note("code  \(prompt.code)   (within \(minutes) minutes, logged in as \(user))")
                if let whole = prompt.wholeAddress { Terminal.note("or    \(whole)") }
            }
        } catch let failure as DeviceLogin.Failure {
            Terminal.note("\(failure)")
            throw ExitStatus.findings.code
        } catch let fault as TokenFault {
            Terminal.note("\(fault)")
            throw ExitStatus.environment.code
        }
        Terminal.note("logged in; the tokens of \(user) are kept. Next: mailroom check")
    }

    /// Whose login it is.
    private func target(_ configuration: MailRouting.Configuration) throws -> (OAuthClient, user: String) {
        let named: [(name: String, server: ServerSettings)] =
            configuration.accounts.map { ($0.name.rawValue, $0.server) }
            + configuration.submissionHosts.map { ($0.name.rawValue, $0.server) }
        let meant = named.first { $0.name == name } ?? named.first { $0.server.userName == name }
        guard let meant else {
            let names = named.map(\.name).joined(separator: ", ")
            Terminal.note("there is no account, host or user '\(name)'; there are \(names)")
            throw ExitStatus.usage.code
        }
        guard case .tokens(let client) = meant.server.credentials else {
            Terminal.note("\(meant.name) has a password and no 'oauth2:'; there is nothing to log in to")
            throw ExitStatus.usage.code
        }
        guard client.flow == .deviceCode else {
            Terminal.note("the client \(client.name) has 'flow: \(client.flow.rawValue)', which needs no login")
            throw ExitStatus.usage.code
        }
        return (client, meant.server.userName)
    }
}
