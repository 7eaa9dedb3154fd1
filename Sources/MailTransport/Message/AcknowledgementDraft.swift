public import MailRouting

/// Everything that goes into one acknowledgement: the input of `AcknowledgementComposer`, a plain value.
public struct AcknowledgementDraft: Sendable, Equatable {
    public var from: Address
    public var to: Address
    public var subject: String
    /// The plain text, each paragraph on one line: it is sent as format=flowed. Lines may end in LF or CRLF.
    public var text: String
    /// The same as HTML; with it the message becomes multipart/alternative (RFC 2046 section 5.1.4).
    public var html: String?
    /// With any of them the message becomes multipart/mixed.
    public var attachments: [MessageAttachment]
    /// The message that is answered; nil when it has no Message-ID.
    public var inReplyTo: MessageID?
    /// See `references(answering:)`.
    public var references: [MessageID]
    public var messageID: MessageID
    public var date: Instant
    public var language: Language
    /// The value of `X-Mailroom-Loop`: an answer to this message that quotes its header is known by it.
    public var loopToken: String

    public init(
        from: Address, to: Address, subject: String, text: String, html: String? = nil,
        attachments: [MessageAttachment] = [], inReplyTo: MessageID?, references: [MessageID], messageID: MessageID,
        date: Instant, language: Language, loopToken: String
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = attachments
        self.inReplyTo = inReplyTo
        self.references = references
        self.messageID = messageID
        self.date = date
        self.language = language
        self.loopToken = loopToken
    }

    /// The References of an answer to `message`: its own (or its In-Reply-To, when that is one) and then its
    /// Message-ID (RFC 5322 section 3.6.4).
    public static func references(answering message: Message) -> [MessageID] {
        let thread =
            !message.references.isEmpty
            ? message.references : message.inReplyTo.count == 1 ? message.inReplyTo : []
        return thread + (message.messageID.map { [$0] } ?? [])
    }
}

/// Why an acknowledgement cannot be written. Every case would be an injection or a message nobody can read.
public enum CompositionError: Error, Equatable, CustomStringConvertible {
    /// An address with characters that have no place in a header field.
    case unusableAddress(Address)
    /// Our own Message-ID is not printable ASCII.
    case unusableMessageID(MessageID)
    /// The library could not write the message.
    case notWritten

    public var description: String {
        switch self {
        case .unusableAddress(let address): "cannot write to or from the address \(address.spec.debugDescription)"
        case .unusableMessageID(let id): "cannot use the Message-ID \(id.rawValue.debugDescription)"
        case .notWritten: "the message could not be written"
        }
    }
}
