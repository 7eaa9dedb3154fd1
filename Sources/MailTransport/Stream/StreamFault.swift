import CMailStream

/// Why a connection to a mail host failed: the facts, to be decided on by ``cause``.
public struct StreamFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was being done.
    public enum Step: String, Sendable {
        case connect, handshake, read, write
    }

    /// What went wrong. Mirrors `cms_cause`.
    public enum Cause: String, Sendable, CaseIterable {
        case resolve, connect, timeout, cancelled, closed, inputOutput, budget, malformed
        case tls, tlsNotOffered
        case certificateChain, certificateName, certificateExpired, certificateNotYetValid, certificateOther
        case certificateAuthorities, bufferedPlaintext, memory
        /// The policy says no TLS, and the host is not loopback.
        case plaintextRefused
    }

    public let endpoint: Endpoint
    public let step: Step
    public let cause: Cause
    /// errno, or 0.
    public let systemError: Int32
    /// The GnuTLS code, or 0.
    public let tlsError: Int32
    /// What happened, in a few words, without the next step.
    public let text: String

    public init(
        endpoint: Endpoint, step: Step, cause: Cause, systemError: Int32 = 0, tlsError: Int32 = 0, text: String
    ) {
        self.endpoint = endpoint
        self.step = step
        self.cause = cause
        self.systemError = systemError
        self.tlsError = tlsError
        self.text = text
    }

    init(endpoint: Endpoint, step: Step, fault: cms_fault) {
        self.init(
            endpoint: endpoint, step: step, cause: Cause(fault.cause), systemError: fault.system_error,
            tlsError: fault.tls_error, text: StreamFault.text(of: fault))
    }

    static func text(of fault: cms_fault) -> String {
        withUnsafeBytes(of: fault.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    public var description: String {
        nextStep.map { "\(endpoint): \(text); \($0)" } ?? "\(endpoint): \(text)"
    }

    /// What a person can do about it; nil where waiting is all there is.
    public var nextStep: String? {
        switch cause {
        case .resolve: "check the host name"
        case .connect: "check host and port, and that the server runs"
        case .tls: "the server must speak TLS 1.2 or 1.3"
        case .tlsNotOffered: "check the port, or set tls: starttls"
        case .certificateChain: "name the authority's certificate with ca_file, or repair the server's chain"
        case .certificateName: "set host to a name in the certificate"
        case .certificateExpired: "renew the server's certificate"
        case .certificateNotYetValid: "check the clock here and there"
        case .certificateOther: "repair the server's certificate"
        case .certificateAuthorities: "correct ca_file"
        case .bufferedPlaintext: "someone may be on the path; use implicit TLS where the server offers it"
        case .plaintextRefused: "set tls: starttls or tls: implicit"
        case .timeout, .cancelled, .closed, .inputOutput, .budget, .malformed, .memory: nil
        }
    }
}

extension StreamFault.Cause {
    init(_ cause: cms_cause) {
        self =
            switch cause {
            case CMS_RESOLVE: .resolve
            case CMS_CONNECT: .connect
            case CMS_TIMEOUT: .timeout
            case CMS_CANCELLED: .cancelled
            case CMS_CLOSED: .closed
            case CMS_BUDGET: .budget
            case CMS_GUARD: .malformed
            case CMS_TLS: .tls
            case CMS_TLS_NOT_OFFERED: .tlsNotOffered
            case CMS_CERTIFICATE_CHAIN: .certificateChain
            case CMS_CERTIFICATE_NAME: .certificateName
            case CMS_CERTIFICATE_EXPIRED: .certificateExpired
            case CMS_CERTIFICATE_NOT_YET_VALID: .certificateNotYetValid
            case CMS_CERTIFICATE_OTHER: .certificateOther
            case CMS_CA_FILE: .certificateAuthorities
            case CMS_BUFFERED_PLAINTEXT: .bufferedPlaintext
            case CMS_MEMORY: .memory
            default: .inputOutput
            }
    }
}
