import MailConfig
import MailRouting
import MailTransport

extension Authentication {
    /// How to log in to `server`, with the secret from the place its configuration names. Read at each login, so that a
    /// password that was changed is used from the next one on.
    static func read(for server: ServerSettings) async throws(SecretFault) -> Authentication {
        let secret = try await SecretReader.read(server.secret)
        return switch server.authentication {
        case .login, .plain: .password(user: server.userName, password: secret.reveal())
        case .xoauth2: .xoauth2(user: server.userName, token: secret.reveal())
        }
    }
}
