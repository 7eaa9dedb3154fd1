import Foundation
import MailConfig
import MailRouting
import MailTokens
import MailTransport
import Synchronization

/// Fetches what each server is shown: passwords from their places at each login, so that a changed one is used from the
/// next one on; access tokens from one keeper for each user of each client, however many connections share it.
final class Authenticator: Sendable {
    private struct Identity: Hashable {
        let client: String
        let user: String
    }
    private let vault: TokenVault
    private let report: @Sendable (TokenFault) -> Void
    private let keepers = Mutex<[Identity: (client: OAuthClient, keeper: TokenKeeper)]>([:])

    /// - Parameters:
    ///   - stateFolder: of the configuration; the tokens are kept in it, sealed.
    ///   - report: told what went wrong while a token was had all the same.
    init(stateFolder: String, report: @escaping @Sendable (TokenFault) -> Void = { Terminal.note("note: \($0)") }) {
        vault = Self.vault(stateFolder: stateFolder)
        self.report = report
    }

    /// Where tokens are kept.
    static func vault(stateFolder: String) -> TokenVault { TokenVault(folder: stateFolder + "/tokens") }

    func authentication(for server: ServerSettings) async throws(CredentialFault) -> Authentication {
        switch server.credentials {
        case .secret(let source):
            let secret: Secret
            do { secret = try await SecretReader.read(source) } catch { throw .secret(error) }
            return switch server.authentication {
            case .login, .plain: .password(user: server.userName, password: secret.reveal())
            case .xoauth2: .xoauth2(user: server.userName, token: secret.reveal())
            }
        case .tokens(let client):
            do {
                let token = try await keeper(client, server.userName).token()
                return .xoauth2(user: server.userName, token: token.reveal())
            } catch { throw .token(error) }
        }
    }

    /// The server did not take `authentication`. True: it was a token, and the next one will be another.
    func reject(_ authentication: Authentication, by server: ServerSettings) async -> Bool {
        guard case .tokens(let client) = server.credentials, case .xoauth2(_, let token) = authentication else {
            return false
        }
        await keeper(client, server.userName).reject(Secret(token))
        return true
    }

    /// A client that was changed in the configuration gets a new keeper.
    private func keeper(_ client: OAuthClient, _ user: String) -> TokenKeeper {
        keepers.withLock { keepers in
            let identity = Identity(client: client.name, user: user)
            if let known = keepers[identity], known.client == client { return known.keeper }
            let keeper = TokenKeeper(
                client, user: user, endpoint: HTTPTokenEndpoint(), vault: vault,
                secret: { source throws(SecretFault) in try await SecretReader.read(source) },
                now: { Instant(Date()) }, report: report)
            keepers[identity] = (client, keeper)
            return keeper
        }
    }
}

/// Why there is nothing to show to a server.
enum CredentialFault: Error, CustomStringConvertible {
    case secret(SecretFault)
    case token(TokenFault)

    /// The authorisation server may answer later; a missing secret has to be put there.
    var isTransient: Bool {
        switch self {
        case .secret: false
        case .token(let fault): fault.isTransient
        }
    }

    var description: String {
        switch self {
        case .secret(let fault): "\(fault)"
        case .token(let fault): "\(fault)"
        }
    }

    /// The same as a fault of the connection that was wanted.
    func fault(of server: ServerSettings) -> Fault {
        Fault(host: "\(server.host):\(server.port)", cause: description)
    }
}
