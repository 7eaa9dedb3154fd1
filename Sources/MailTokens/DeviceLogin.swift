import MailConfig
public import MailRouting

/// A login by device (RFC 8628): this program shows a code, and a person types it into a browser anywhere.
public struct DeviceLogin: Sendable {
    /// What the person has to be shown.
    public struct Prompt: Sendable, Equatable {
        public let code: String
        public let address: String
        /// With the code in it, where the server offers one.
        public let wholeAddress: String?
        public let until: Instant
    }

    /// Why it did not come to a login.
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        case denied
        case expired
        case notOffered(client: String)
        /// The server gave no refresh token: the next one would need a person again.
        case noRefreshToken(client: String)

        public var description: String {
            switch self {
            case .denied: "the login was denied"
            case .expired: "the code expired before anybody logged in"
            case .notOffered(let client): "the client \(client) has no login by device: it uses another flow"
            case .noRefreshToken(let client):
                "the server gave no refresh token; add 'offline_access' or what it asks for to the scopes of \(client)"
            }
        }
    }

    private struct Start: Decodable {
        let device_code: String
        let user_code: String
        /// Some still use the name of an older draft.
        let verification_uri: String?
        let verification_url: String?
        let verification_uri_complete: String?
        let expires_in: TokenAnswer.Seconds
        let interval: TokenAnswer.Seconds?
    }

    private let client: OAuthClient
    private let user: String
    private let endpoint: any TokenEndpoint
    private let vault: TokenVault
    private let secret: TokenKeeper.SecretPort
    private let now: @Sendable () -> Instant
    private let sleep: @Sendable (Interval) async throws -> Void

    public init(
        _ client: OAuthClient, user: String, endpoint: any TokenEndpoint, vault: TokenVault,
        secret: @escaping TokenKeeper.SecretPort, now: @escaping @Sendable () -> Instant,
        sleep: @escaping @Sendable (Interval) async throws -> Void
    ) {
        self.client = client
        self.user = user
        self.endpoint = endpoint
        self.vault = vault
        self.secret = secret
        self.now = now
        self.sleep = sleep
    }

    /// Shows the code, waits for the person, and keeps the tokens sealed.
    public func run(show: (Prompt) -> Void) async throws {
        guard client.flow == .deviceCode, let device = client.deviceEndpoint, let keySource = client.key else {
            throw Failure.notOffered(client: client.name)
        }
        // Whatever is missing on our side is found before the person is troubled.
        let key = SealingKey(try await read(keySource))
        let path = vault.path(client: client.name, user: user)
        let clientSecret: Secret?
        if let source = client.clientSecret { clientSecret = try await read(source) } else { clientSecret = nil }
        let request = TokenRequest(deviceLogin: client, clientSecret: clientSecret)
        let start: Start = try TokenAnswer.decode(try await endpoint.post(request.body, to: device), from: device)
        let code = try TokenAnswer.token(start.device_code, from: device)
        let end = now() + start.expires_in.interval(in: Limits.loginInterval...Limits.loginTime)
        show(try prompt(start, until: end, device))
        var interval =
            start.interval?.interval(in: Limits.loginInterval...Limits.longestLoginInterval)
            ?? Limits.loginInterval
        let question = TokenRequest(.device(code: code), client: client, clientSecret: clientSecret)
        while true {
            try await sleep(interval)
            guard now() < end else { throw Failure.expired }
            do {
                let answer = try await endpoint.post(question.body, to: client.tokenEndpoint)
                try await keep(try TokenAnswer.grant(answer, from: client.tokenEndpoint), path, key)
                return
            } catch let fault as TokenFault {
                interval = try next(interval, after: fault)
            }
        }
    }

    /// RFC 8628 section 3.5: how long to wait now, or why there is nothing to wait for.
    private func next(_ interval: Interval, after fault: TokenFault) throws -> Interval {
        guard case .refused(let refusal) = fault else {
            // A connection that timed out is no answer; the section asks for a longer interval.
            guard case .unreachable = fault else { throw fault }
            return min(Interval(milliseconds: interval.milliseconds * 2), Limits.longestLoginInterval)
        }
        switch refusal.code {
        case "authorization_pending": return interval
        case "slow_down": return min(Interval(milliseconds: interval.milliseconds + 5_000), Limits.longestLoginInterval)
        case "access_denied": throw Failure.denied
        case "expired_token": throw Failure.expired
        default: throw fault
        }
    }

    private func keep(_ grant: TokenAnswer.Grant, _ path: String, _ key: SealingKey) async throws {
        guard let refreshToken = grant.refreshToken else { throw Failure.noRefreshToken(client: client.name) }
        let tokens = KeptTokens(
            refreshToken: refreshToken.reveal(), accessToken: grant.accessToken.reveal(),
            expires: now() + grant.lifetime)
        do { try await vault.keep(tokens, at: path, key) } catch { throw TokenFault.vault(error) }
    }

    /// What comes from the server is shown to a person in a terminal.
    private func prompt(_ start: Start, until end: Instant, _ device: String) throws(TokenFault) -> Prompt {
        func shown(_ text: String) -> String { OneLine.of(text, scalars: Limits.shownScalars) }
        guard let address = start.verification_uri ?? start.verification_url, !shown(address).isEmpty,
            !shown(start.user_code).isEmpty
        else { throw .malformed(endpoint: device, reason: "is not that of RFC 8628 section 3.2") }
        return Prompt(
            code: shown(start.user_code), address: shown(address),
            wholeAddress: start.verification_uri_complete.map(shown), until: end)
    }

    private func read(_ source: SecretSource) async throws(TokenFault) -> Secret {
        do { return try await secret(source) } catch { throw .secret(error) }
    }
}
