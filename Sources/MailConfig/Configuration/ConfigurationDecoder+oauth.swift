import MailRouting

/// The clients of authorisation servers, under `oauth2:`.
extension ConfigurationDecoder {
    /// Whose addresses need not be written out. Both document theirs for every client.
    enum OAuthProvider: String, CaseIterable {
        case microsoft, google

        func tokenEndpoint(tenant: String) -> String {
            switch self {
            case .microsoft: "https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/token"
            case .google: "https://oauth2.googleapis.com/token"
            }
        }

        /// Google lets no device ask for mail.
        func deviceEndpoint(tenant: String) -> String? {
            switch self {
            case .microsoft: "https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/devicecode"
            case .google: nil
            }
        }

        func scopes(_ flow: OAuthClient.Flow) -> [String] {
            switch (self, flow) {
            case (.microsoft, .clientCredentials): ["https://outlook.office365.com/.default"]
            case (.microsoft, _):
                ["IMAP.AccessAsUser.All", "SMTP.Send"].map { "https://outlook.office365.com/\($0)" }
                    + ["offline_access"]
            case (.google, _): ["https://mail.google.com/"]
            }
        }
    }

    func oauthClient(_ key: YAMLNode, _ node: YAMLNode) -> OAuthClient? {
        let owner = "OAuth client \((key.spelling ?? "").quotedForFinding)"
        guard let fields = Fields(node, KnownKeys.oauthClient, of: owner, anchor: key, reading) else { return nil }
        let provider = fields.optional("provider", reading.word("a provider", OAuthProvider.self))
        let tenant = fields.optional("tenant", tenant) ?? "common"
        let flow = fields.required("flow", reading.word("a flow", OAuthClient.Flow.self))
        let clientID = fields.required("client_id", reading.text)
        let clientSecret = fields.optional("client_secret", secretSource)
        let refreshToken = fields.optional("refresh_token", secretSource)
        let sealing = fields.optional("token_key", secretSource)
        let scopes = fields.optional("scopes", reading.list("scopes", scope))
        let token = fields.optional("token_endpoint", endpoint) ?? provider?.tokenEndpoint(tenant: tenant)
        let device = fields.optional("device_endpoint", endpoint) ?? provider?.deviceEndpoint(tenant: tenant)
        if token == nil, !fields.has("token_endpoint") {
            fields.missing("token_endpoint", hint: "write it, or 'provider: microsoft' or 'provider: google'")
        }
        if let flow { checkFlow(flow, fields, hasDeviceEndpoint: device != nil) }
        guard let flow, let clientID, let token, let name = key.spelling else { return nil }
        return OAuthClient(
            name: name, flow: flow, tokenEndpoint: token, deviceEndpoint: device, clientID: clientID,
            clientSecret: clientSecret, scopes: scopes ?? provider?.scopes(flow) ?? [], refreshToken: refreshToken,
            key: sealing)
    }

    /// Each flow needs something of its own.
    private func checkFlow(_ flow: OAuthClient.Flow, _ fields: Fields, hasDeviceEndpoint: Bool) {
        let needed: [(key: String, hint: String)] =
            switch flow {
            case .clientCredentials: [("client_secret", "such as 'client_secret: env:MAILROOM_CLIENT_SECRET'")]
            case .refreshToken:
                [
                    ("refresh_token", "such as 'refresh_token: file:secrets/refresh-token'"),
                    ("token_key", "such as 'token_key: file:secrets/token-key': kept tokens are sealed with it"),
                ]
            case .deviceCode:
                [("token_key", "such as 'token_key: file:secrets/token-key': kept tokens are sealed with it")]
            }
        for (key, hint) in needed where !fields.has(key) { fields.missing(key, hint: hint) }
        if flow == .deviceCode, !hasDeviceEndpoint, !fields.has("device_endpoint") {
            fields.missing("device_endpoint", hint: "where a login by device begins (RFC 8628)")
        }
        if flow != .refreshToken, let node = fields.keyNode("refresh_token") {
            reading.report(at: node, "'refresh_token' is for 'flow: refresh_token'; \(fields.owner) uses another")
        }
    }

    /// Tokens are passwords for an hour: https, or this machine.
    private func endpoint(_ node: YAMLNode) -> String? {
        guard let text = reading.text(node) else { return nil }
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let authority = parts.count >= 3 ? parts[2] : ""
        let host =
            authority.hasPrefix("[") ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let isSafe = parts.first == "https:" || (parts.first == "http:" && HostName.isLoopback(String(host)))
        guard isSafe, parts.count >= 3, parts[1].isEmpty, HostName.isHost(String(host)),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            return reading.expected("an https address", node, suggestion: "such as https://login.example.org/token")
        }
        return text
    }

    private func tenant(_ node: YAMLNode) -> String? {
        guard let text = reading.text(node) else { return nil }
        guard HostName.isName(text[...]) else { return reading.expected("a tenant: its domain or its id", node) }
        return text
    }

    /// RFC 6749 section 3.3.
    private func scope(_ node: YAMLNode) -> String? {
        guard let text = reading.text(node) else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
            return reading.expected("a scope", node, suggestion: "one word; a list holds several")
        }
        return text
    }
}
