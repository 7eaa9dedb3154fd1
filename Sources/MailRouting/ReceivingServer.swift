/// Whose word counts about a message: what the server of an account writes into the header on arrival.
///
/// Anybody can write such fields, so only those the configuration names are believed by rules.
public struct ReceivingServer: Sendable, Hashable {
    /// The identifier our server signs Authentication-Results with (RFC 8601 section 2.5), lower-cased.
    public let authservID: String?
    /// The header field our filter leaves its verdict in, such as `X-Spam-Flag`.
    public let spamField: String?

    public init(authservID: String? = nil, spamField: String? = nil) {
        self.authservID = authservID?.lowercased()
        self.spamField = spamField
    }
    /// Nothing is configured: authentication and spam are unknown.
    public static let unknown = ReceivingServer()
}

/// How an author is checked.
public enum SenderCheck: String, Sendable, CaseIterable {
    /// RFC 7208.
    case spf
    /// RFC 6376.
    case dkim
    /// RFC 7489.
    case dmarc
}

/// What such a check can find (RFC 8601 section 2.7).
public enum SenderCheckResult: String, Sendable, CaseIterable, Comparable {
    case pass, fail, softfail, neutral, none, policy, temperror, permerror
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Message {
    /// What `server` found out about the author by `method`; nil when it says nothing of it.
    ///
    /// The topmost Authentication-Results with our server's identifier that speaks of the method counts: a server puts
    /// its own above all others and removes forged ones (RFC 8601 section 5), and the filters of one server write a field
    /// each.
    func authentication(_ method: SenderCheck, by server: ReceivingServer) -> SenderCheckResult? {
        authenticationResults(method, by: server)?[method]
    }

    /// The field that says it.
    func authenticationResults(_ method: SenderCheck, by server: ReceivingServer) -> AuthenticationResults? {
        guard let ours = server.authservID else { return nil }
        for value in octets(of: .authenticationResults) {
            let results = AuthenticationResults(value)
            if results.server == ours, results[method] != nil { return results }
        }
        return nil
    }

    /// What the configured filter says; nil when it is not configured or left no verdict.
    ///
    /// Understands the words filters use (`YES`, `No, score=…`, `default: True [9.1 / 15]`, `not spam`) and Exchange's
    /// spam confidence level, where 5 and more are junk, alone or as `SCL:5` among others.
    func isSpam(by server: ReceivingServer) -> Bool? {
        guard let name = server.spamField, let value = header.places(of: name).first.map(header.octets) else {
            return nil
        }
        let words = HeaderSyntax.words(value)
        let level = words.firstIndex(of: "scl").map { words[($0 + 1)...].first } ?? words.first
        if let level = level.flatMap({ Int($0) }) { return level >= 5 }
        for word in words.prefix(4) {
            if ["yes", "true", "spam", "junk"].contains(word) { return true }
            if ["no", "not", "false", "ham", "clean", "notspam"].contains(word) { return false }
        }
        return nil
    }
}
