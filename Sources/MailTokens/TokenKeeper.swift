public import MailConfig
public import MailRouting

/// Hands out the access token of one user at one client, and gets a new one before it ends.
///
/// However many connections want a token, one question is on its way at a time: some servers give each refresh token
/// once, and take a second use of it for a theft.
public actor TokenKeeper {
    /// Reads a secret from its place.
    public typealias SecretPort = @Sendable (SecretSource) async throws(SecretFault) -> Secret

    private struct Held {
        let token: Secret
        /// From then on it is not handed out any more.
        let renewal: Instant
    }

    private let client: OAuthClient
    private let user: String
    private let endpoint: any TokenEndpoint
    private let vault: TokenVault
    private let secret: SecretPort
    private let now: @Sendable () -> Instant
    /// Told what went wrong while there was a token all the same.
    private let report: @Sendable (TokenFault) -> Void

    private var held: Held?
    /// Tokens the mail server refused: not handed out again, whatever their date says.
    private var rejected: Secret?
    /// What could not be written down. It counts, and not what stands in the file.
    private var unsaved: KeptTokens?
    private var key: SealingKey?
    private var closed: (until: Instant, fault: TokenFault)?
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    public init(
        _ client: OAuthClient, user: String, endpoint: any TokenEndpoint, vault: TokenVault,
        secret: @escaping SecretPort, now: @escaping @Sendable () -> Instant,
        report: @escaping @Sendable (TokenFault) -> Void
    ) {
        self.client = client
        self.user = user
        self.endpoint = endpoint
        self.vault = vault
        self.secret = secret
        self.now = now
        self.report = report
    }

    /// A token that will last for a while.
    public func token() async throws(TokenFault) -> Secret {
        await acquire()
        defer { release() }
        if let held, now() < held.renewal { return held.token }
        // A longer wait than any is asked for means that the clock was set back.
        if let closed, now() < closed.until, closed.until - now() <= Limits.longestPause { throw closed.fault }
        do throws(TokenFault) {
            let fresh = try await fetched()
            (held, closed) = (fresh, nil)
            return fresh.token
        } catch {
            closed = (now() + Self.pause(after: error), error)
            throw error
        }
    }

    /// The mail server does not take `token`: the next one is another.
    public func reject(_ token: Secret) {
        rejected = token
        if held?.token.reveal() == token.reveal() { held = nil }
    }

    private static func pause(after fault: TokenFault) -> Interval {
        if case .refused(let refusal) = fault, let asked = refusal.retryAfter { return max(asked, Limits.pause) }
        return Limits.pause
    }

    private func fetched() async throws(TokenFault) -> Held {
        let clientSecret: Secret?
        if let source = client.clientSecret { clientSecret = try await read(source) } else { clientSecret = nil }
        guard client.flow != .clientCredentials else {
            return held(by: try await ask(.clientCredentials, clientSecret))
        }
        let path = vault.path(client: client.name, user: user)
        let key = try await sealingKey()
        let lock: VaultLock
        do { lock = try await vault.lock(path) } catch { throw .vault(error) }
        defer { lock.open() }
        var kept = try await keptTokens(path, key)
        if let text = kept.accessToken, let expires = kept.expires, text != rejected?.reveal(),
            now() < expires - Limits.margin, expires < now() + Limits.lifetime.upperBound
        {
            return Held(token: Secret(text), renewal: expires - Limits.margin)
        }
        guard let refreshToken = kept.refreshToken else { throw .noLogin(client: client.name, user: user) }
        let grant = try await ask(.refresh(Secret(refreshToken)), clientSecret)
        kept.refreshToken = grant.refreshToken?.reveal() ?? refreshToken
        kept.accessToken = grant.accessToken.reveal()
        kept.expires = now() + grant.lifetime
        do {
            try await vault.keep(kept, at: path, key)
            unsaved = nil
        } catch {
            // The old one may be worth nothing any more: this process goes on with the new one and tries again.
            unsaved = kept
            report(.vault(error))
        }
        return held(by: grant)
    }

    /// What stands in the file, unless there is something newer.
    private func keptTokens(_ path: String, _ key: SealingKey) async throws(TokenFault) -> KeptTokens {
        if let unsaved { return unsaved }
        let kept: KeptTokens?
        do { kept = try await vault.tokens(at: path, key) } catch { throw .vault(error) }
        guard let source = client.refreshToken else { return kept ?? KeptTokens() }
        // Another one in the configuration than the file began with: somebody logged in anew.
        let origin = try await read(source).reveal()
        if let kept, kept.origin == origin { return kept }
        return KeptTokens(refreshToken: origin, origin: origin)
    }

    private func sealingKey() async throws(TokenFault) -> SealingKey {
        guard let source = client.key else { throw .noLogin(client: client.name, user: user) }
        let passphrase = try await read(source)
        if let key, key.passphrase.reveal() == passphrase.reveal() { return key }
        let fresh = SealingKey(passphrase)
        key = fresh
        return fresh
    }

    private func ask(_ grant: TokenRequest.Grant, _ clientSecret: Secret?) async throws(TokenFault) -> TokenAnswer.Grant
    {
        let request = TokenRequest(grant, client: client, clientSecret: clientSecret)
        let answer = try await endpoint.post(request.body, to: client.tokenEndpoint)
        return try TokenAnswer.grant(answer, from: client.tokenEndpoint)
    }

    /// A short token is renewed when a fifth of it is left.
    private func held(by grant: TokenAnswer.Grant) -> Held {
        let margin = min(Limits.margin, Interval(milliseconds: grant.lifetime.milliseconds / 5))
        return Held(token: grant.accessToken, renewal: now() + grant.lifetime - margin)
    }

    private func read(_ source: SecretSource) async throws(TokenFault) -> Secret {
        do { return try await secret(source) } catch { throw .secret(error) }
    }

    private func acquire() async {
        if !isBusy {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func release() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }
}
