public import MailConfig
public import MailRouting

/// Why there is no token. Names places and codes, and never any part of a token.
public enum TokenFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The endpoint could not be reached, or did not finish in time.
    case unreachable(endpoint: String, reason: String)
    /// It answered with an error (RFC 6749 section 5.2).
    case refused(Refusal)
    /// It answered with something that is no answer.
    case malformed(endpoint: String, reason: String)
    /// A secret of ours could not be read.
    case secret(SecretFault)
    /// The kept tokens could not be read or written.
    case vault(VaultFault)
    /// Nobody has logged in yet.
    case noLogin(client: String, user: String)

    /// The endpoint's own words, shortened and safe to print.
    public struct Refusal: Sendable, Equatable {
        public let endpoint: String
        public let status: Int
        /// `error`, such as `invalid_grant`.
        public let code: String
        /// `error_description`.
        public let text: String?
        /// How long it asked to wait, bounded.
        public let retryAfter: Interval?

        public init(endpoint: String, status: Int, code: String, text: String?, retryAfter: Interval?) {
            self.endpoint = endpoint
            self.status = status
            self.code = code
            self.text = text
            self.retryAfter = retryAfter
        }

        /// The refresh token is of no use any more: revoked, expired or replaced.
        public var isGrantGone: Bool { code == "invalid_grant" }
        /// Asking again in a while may help.
        public var isTransient: Bool {
            status == 429 || status >= 500 || ["temporarily_unavailable", "server_error", "slow_down"].contains(code)
        }
    }

    /// Asking again in a while may help; otherwise a person has to do something.
    public var isTransient: Bool {
        switch self {
        case .unreachable, .malformed: true
        case .refused(let refusal): refusal.isTransient
        case .secret, .vault, .noLogin: false
        }
    }

    public var description: String {
        switch self {
        case .unreachable(let endpoint, let reason): "no token from \(endpoint): \(reason)"
        case .refused(let refusal):
            "no token from \(refusal.endpoint): \(refusal.status) \(refusal.code)"
                + (refusal.text.map { ": \($0)" } ?? "")
        case .malformed(let endpoint, let reason): "no token from \(endpoint): its answer \(reason)"
        case .secret(let fault): "no token: \(fault)"
        case .vault(let fault): "no token: \(fault)"
        case .noLogin(let client, let user): "no token: nobody has logged in as \(user) with the client \(client) yet"
        }
    }
}

/// Why kept tokens could not be read or written.
public enum VaultFault: Error, Sendable, Equatable, CustomStringConvertible {
    case cannotRead(String, reason: String)
    case cannotWrite(String, reason: String)
    /// Cut short, or not a file of ours.
    case notSealed(String)
    /// Changed by somebody, or the passphrase is another one.
    case cannotOpen(String)
    case cipher(code: Int32)

    public var description: String {
        switch self {
        case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
        case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
        case .notSealed(let path): "\(path) holds no sealed tokens"
        case .cannotOpen(let path):
            "\(path) cannot be opened with this 'token_key': it was sealed with another one, or changed since"
        case .cipher(let code): "the cipher failed (GnuTLS error \(code))"
        }
    }
}
