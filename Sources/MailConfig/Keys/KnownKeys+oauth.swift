import MailRouting

/// The mapping of one OAuth client.
extension KnownKeys {
    static let oauthClient = KeySet(
        "OAuth client",
        [
            .required(
                "flow", .word(OAuthClient.Flow.allCases.map(\.rawValue)),
                "refresh_token: one you have; device_code: 'mailroom login' gets one; client_credentials: none is needed."
            ),
            .optional(
                "provider", .word(["microsoft", "google"]),
                "Sets the endpoints and the scopes that are not written here."),
            .optional("tenant", .text(.any), "The tenant in Microsoft's endpoints; common unless given."),
            .optional("token_endpoint", .text(.endpoint), "Where tokens are had (RFC 6749 section 3.2)."),
            .optional("device_endpoint", .text(.endpoint), "Where a login by device begins (RFC 8628 section 3.1)."),
            .required("client_id", .text(.any), "What the authorisation server calls this agent."),
            .optional("client_secret", secretShape, "Where the client's secret is. Needed for client_credentials."),
            .optional("scopes", .oneOrMore(.text(.any), minimum: 0), "What the tokens are asked for."),
            .optional("refresh_token", secretShape, "Where the refresh token to begin with is."),
            .optional("token_key", secretShape, "Where the passphrase is that kept tokens are sealed with."),
        ], needsOne: ["token_endpoint", "provider"])
}
