import CMailStream
public import Foundation

/// What a TLS session was agreed on, for `mailroom check`.
public struct TLSFacts: Sendable, Equatable {
    /// "TLS1.3"
    public let version: String
    public let cipher: String
    /// The certificate's subject, or its host names where it has none.
    public let subject: String
    public let issuer: String
    public let notAfter: Date

    /// Whole days until the certificate expires, counted from `instant`.
    public func daysLeft(at instant: Date) -> Int { Int((notAfter.timeIntervalSince(instant) / 86_400).rounded(.down)) }

    init?(_ facts: cms_tls_facts) {
        version = TLSFacts.text(facts.version)
        guard !version.isEmpty else { return nil }
        cipher = TLSFacts.text(facts.cipher)
        subject = TLSFacts.text(facts.subject)
        issuer = TLSFacts.text(facts.issuer)
        notAfter = Date(timeIntervalSince1970: TimeInterval(facts.not_after))
    }

    private static func text(_ characters: some BitwiseCopyable) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
