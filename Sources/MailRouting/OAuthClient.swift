/// How tokens for mail are had from an authorisation server (RFC 6749): what the operator wrote under `oauth2:`.
public struct OAuthClient: Sendable, Equatable {
    /// What is shown to the token endpoint for a new access token.
    public enum Flow: String, Sendable, CaseIterable {
        /// A refresh token the operator has from elsewhere (RFC 6749 section 6).
        case refreshToken = "refresh_token"
        /// The client's own credentials (RFC 6749 section 4.4).
        case clientCredentials = "client_credentials"
        /// A refresh token a person gives by `mailroom login` (RFC 8628).
        case deviceCode = "device_code"
    }

    /// The name accounts and submission hosts use.
    public let name: String
    public let flow: Flow
    /// Absolute, https; http on this machine only.
    public let tokenEndpoint: String
    /// Where a login by device begins; nil where there is none.
    public let deviceEndpoint: String?
    public let clientID: String
    public let clientSecret: SecretSource?
    public let scopes: [String]
    /// The refresh token to begin with. What the server gives instead of it is kept sealed.
    public let refreshToken: SecretSource?
    /// The passphrase the kept tokens are sealed with.
    public let key: SecretSource?

    public init(
        name: String, flow: Flow, tokenEndpoint: String, deviceEndpoint: String?, clientID: String,
        clientSecret: SecretSource?, scopes: [String], refreshToken: SecretSource?, key: SecretSource?
    ) {
        self.name = name
        self.flow = flow
        self.tokenEndpoint = tokenEndpoint
        self.deviceEndpoint = deviceEndpoint
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scopes = scopes
        self.refreshToken = refreshToken
        self.key = key
    }
}

/// What the agent shows to prove who it is.
public enum Credentials: Sendable, Equatable {
    /// A password, or a bearer token somebody else keeps fresh.
    case secret(SecretSource)
    /// Access tokens that the agent gets itself.
    case tokens(OAuthClient)
}
