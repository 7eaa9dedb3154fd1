/// Why an IMAP command did not do what it was asked to: the facts, to be decided on by ``kind``.
public struct IMAPFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// Connecting, TLS, reading or writing failed; ``StreamFault/cause`` says why.
        case stream(StreamFault)
        /// The server refused the user name, password or token. Trying again with the same ones is no use.
        case authenticationRejected
        /// The server says "not now": UNAVAILABLE, LIMIT, INUSE, SERVERBUG, too many connections (RFC 5530).
        case throttled
        /// The server answered NO; the code, where it gave one.
        case refused(ResponseCode?)
        /// The server answered BAD, or answered another command than the one asked.
        case bad
        /// The answer could not be parsed.
        case malformed
        /// The server said BYE.
        case disconnected
        /// The server lacks a capability that this needs.
        case notSupported(capability: String)
        /// Refused before anything was sent: the reason.
        case invalidArgument(String)
        /// More than a limit of ours allows: which.
        case limit(String)
        /// A message could not be put aside on disk, or read back.
        case spool(SpoolFault)
        /// The task was cancelled before anything was sent.
        case cancelled
        /// The session is waiting in IDLE; one command at a time.
        case busy
        /// The connection ended before this command; ``IMAPFault/text`` says how.
        case closed
    }

    public let endpoint: Endpoint
    /// The command's name, such as `UID FETCH`; never its arguments, which may be secret.
    public let command: String
    public let kind: Kind
    /// The server's own words, bounded; nil when it said nothing.
    public let serverLine: String?
    /// Whether the connection is finished: an answer was lost or misread, so nothing after it could be trusted.
    public let endsConnection: Bool

    public init(endpoint: Endpoint, command: String, kind: Kind, serverLine: String? = nil, endsConnection: Bool) {
        self.endpoint = endpoint
        self.command = command
        self.kind = kind
        self.serverLine = serverLine.map { String($0.prefix(Limits.imapServerLine)) }
        self.endsConnection = endsConnection
    }

    /// Whether the same command may succeed later, on this connection or a new one, without anyone changing anything.
    public var isTransient: Bool {
        switch kind {
        case .stream(let fault): fault.isTransient
        case .throttled, .disconnected, .cancelled, .busy, .closed, .bad, .malformed, .spool: true
        case .refused(let code): code?.meansLater ?? false
        case .authenticationRejected, .notSupported, .invalidArgument, .limit: false
        }
    }

    /// What happened, in a few words.
    public var text: String {
        switch kind {
        case .stream(let fault): fault.text
        case .authenticationRejected: "the server refused the user name or the secret"
        case .throttled: "the server asks to come back later"
        case .refused(let code): code.map { "the server refused (\($0))" } ?? "the server refused"
        case .bad: "the server did not understand the command"
        case .malformed: "the server's answer cannot be read"
        case .disconnected: "the server closed the connection"
        case .notSupported(let capability): "the server does not offer \(capability)"
        case .invalidArgument(let reason): reason
        case .limit(let which): which
        case .spool(let fault): fault.description
        case .cancelled: "cancelled"
        case .busy: "the session is waiting in IDLE"
        case .closed: "the connection is closed"
        }
    }

    public var description: String {
        let line = serverLine.map { ": \($0)" } ?? ""
        return "\(endpoint): \(command): \(text)\(line)"
    }
}

extension StreamFault {
    /// Whether a new connection may succeed without anyone changing anything.
    public var isTransient: Bool {
        switch cause {
        case .resolve, .connect, .timeout, .cancelled, .closed, .inputOutput, .tls, .memory, .malformed, .budget: true
        case .tlsNotOffered, .certificateChain, .certificateName, .certificateExpired, .certificateNotYetValid,
            .certificateOther, .certificateAuthorities, .bufferedPlaintext, .plaintextRefused:
            false
        }
    }
}
