public import MailRouting

/// Why a message was not accepted, or a submission host could not be used: the facts, to be decided on by ``cause``.
public struct SubmissionFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where in the dialogue it happened.
    public enum Command: String, Sendable, CaseIterable {
        case connect, greeting, EHLO, STARTTLS, AUTH, RSET, MAIL, RCPT, DATA
        /// The message itself, up to and including the final dot.
        case message
        case QUIT
    }

    public enum Cause: Sendable, Equatable {
        /// The host said no; ``reply`` has its words.
        case refused
        /// The connection failed.
        case connection(StreamFault)
        /// Our own trust anchors could not be loaded.
        case trustAnchors(CredentialsFault)
        /// The host does not follow RFC 5321.
        case malformedReply(String)
        /// The host does not offer what this needs.
        case unsupported(String)
        /// What was handed in cannot go on the wire.
        case invalid(String)
        /// The caller's last step before the final dot failed, so the message was not sent.
        case abandoned(String)
    }

    public let endpoint: Endpoint
    public let command: Command
    public let cause: Cause
    public let reply: SubmissionReply?

    public init(endpoint: Endpoint, command: Command, cause: Cause, reply: SubmissionReply? = nil) {
        self.endpoint = endpoint
        self.command = command
        self.cause = cause
        self.reply = reply
    }

    /// It happened before the first MAIL, so it says something about the host and nothing about the message.
    public var concernsHost: Bool {
        switch command {
        case .connect, .greeting, .EHLO, .STARTTLS, .AUTH, .RSET, .QUIT: true
        case .MAIL, .RCPT, .DATA, .message: false
        }
    }

    /// The same message would meet the same refusal: 5yz, unsupported, invalid. What concerns the host never is, since
    /// a wrong password or an expired certificate will be put right, and then the message can go.
    public var isPermanent: Bool {
        guard !concernsHost else { return false }
        return switch cause {
        case .refused: reply?.isPermanent ?? false
        case .unsupported, .invalid: true
        case .connection, .trustAnchors, .malformedReply, .abandoned: false
        }
    }

    /// The host had no part in it.
    private var isOurs: Bool {
        switch cause {
        case .invalid, .abandoned: true
        case .refused, .connection, .trustAnchors, .malformedReply, .unsupported: false
        }
    }

    public var description: String {
        switch cause {
        case .connection(let fault): "\(fault)"
        case .trustAnchors(let fault): "\(endpoint): \(fault)"
        default: "\(endpoint) \(command.rawValue): \(text)"
        }
    }

    /// What happened, in a few words.
    public var text: String {
        switch cause {
        case .refused: reply.map { "\($0)" } ?? "refused"
        case .connection(let fault): fault.text
        case .trustAnchors(let fault): fault.text
        case .malformedReply(let reason): "the host answered \(reason)"
        case .unsupported(let what): "the host does not offer \(what)"
        case .invalid(let reason): "cannot be sent: \(reason)"
        case .abandoned(let reason): "not sent: \(reason)"
        }
    }

    /// As the journal keeps it.
    public var fault: Fault {
        Fault(
            host: isOurs ? nil : endpoint.description, command: command.rawValue, replyCode: reply?.code,
            enhancedCode: reply?.enhancedCode?.description, line: reply?.lines.joined(separator: " / "), cause: text,
            isThrottle: reply?.asksForPatience ?? false, retryAfter: reply?.retryAfter)
    }
}

/// What came of handing in one message.
public enum SubmissionOutcome: Sendable, Equatable {
    /// The host took responsibility.
    case accepted(SubmissionReply)
    /// Not accepted now; the same message may be accepted later.
    case transient(SubmissionFault)
    /// Not accepted, and it will not be.
    case permanent(SubmissionFault)
    /// The final dot was, or may have been, sent, and no reply was read: it may be on its way or not.
    case uncertain(SubmissionFault)

    static func refused(_ fault: SubmissionFault) -> SubmissionOutcome {
        fault.isPermanent ? .permanent(fault) : .transient(fault)
    }

    /// A kept connection turned out to be closed, or out of step, before the host took anything of the message.
    var findsConnectionGone: Bool {
        switch self {
        case .transient(let fault), .permanent(let fault):
            guard fault.command == .MAIL else { return false }
            switch fault.cause {
            case .connection(let stream): return stream.cause != .timeout && stream.cause != .cancelled
            case .malformedReply: return true
            // A farewell; a host that does not know where it is (RFC 5321 section 4.2.4).
            case .refused: return [421, 500, 503].contains(fault.reply?.code)
            case .trustAnchors, .unsupported, .invalid, .abandoned: return false
            }
        case .accepted, .uncertain: return false
        }
    }
}
