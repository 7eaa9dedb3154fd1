/// How a connection is secured. Certificates are always verified: chain, host name and validity.
public enum TLSPolicy: Sendable, Equatable {
    /// TLS from the first byte (RFC 8314): ports 993 and 465.
    case implicit
    /// Plaintext greeting, then STARTTLS before anything else (RFC 9051 section 6.2.1, RFC 3207).
    case startTLS
    /// No TLS at all. Refused for anything but loopback unless `forced`.
    case none(forced: Bool)
}
