import Foundation
import MailConfig
import MailRouting
import ServerHarness
import Synchronization

@testable import MailTokens

/// An authorisation server, a folder for tokens, secrets and a clock moved by hand.
final class TokenRig: Sendable {
    final class Clock: Sendable {
        private let time = Mutex(Instant(seconds: 1_800_000_000))
        var now: Instant { time.withLock { $0 } }
        func pass(_ interval: Interval) { time.withLock { $0 = $0 + interval } }
    }
    let server: AuthorizationServer
    let folder: String
    let clock = Clock()
    let secrets = Mutex(["refresh": "refresh-0", "key": "passphrase", "client": "s&cret=ü"])
    let reports = Mutex<[TokenFault]>([])
    var vault: TokenVault { TokenVault(folder: folder) }

    private init() throws {
        server = try AuthorizationServer(user: "info@buttons.test")
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("tokens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    static func with(_ body: (TokenRig) async throws -> Void) async throws {
        let rig = try TokenRig()
        defer { try? FileManager.default.removeItem(atPath: rig.folder) }
        try await body(rig)
    }

    func client(_ flow: OAuthClient.Flow) -> OAuthClient {
        OAuthClient(
            name: "office", flow: flow, tokenEndpoint: server.address + "/token",
            deviceEndpoint: server.address + "/device", clientID: "client",
            clientSecret: flow == .clientCredentials ? .environment("client") : nil, scopes: ["one", "two"],
            refreshToken: flow == .refreshToken ? .environment("refresh") : nil, key: .environment("key"))
    }

    /// What a process of its own would have.
    func keeper(
        _ flow: OAuthClient.Flow = .refreshToken, user: String? = nil, endpoint: any TokenEndpoint = HTTPTokenEndpoint()
    ) -> TokenKeeper {
        TokenKeeper(
            client(flow), user: user ?? server.user, endpoint: endpoint, vault: vault, secret: secret,
            now: { self.clock.now }, report: { fault in self.reports.withLock { $0.append(fault) } })
    }

    var secret: TokenKeeper.SecretPort {
        { source throws(SecretFault) in
            guard case .environment(let name) = source, let text = self.secrets.withLock({ $0[name] }) else {
                throw .variableNotSet("\(source)")
            }
            return Secret(text)
        }
    }
}

/// The token, or why there is none.
func text(_ keeper: TokenKeeper) async -> String {
    do { return try await keeper.token().reveal() } catch { return "\(error)" }
}
