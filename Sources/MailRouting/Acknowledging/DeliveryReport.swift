/// What a delivery status notification says (RFC 3464), and what other bounces say in their own ways: facts only, and
/// every one of them may be invented by whoever sent it.
public struct DeliveryReport: Sendable, Equatable {
    /// One recipient's fields of a `message/delivery-status`.
    public struct Recipient: Sendable, Equatable {
        /// Final-Recipient, or else Original-Recipient.
        public let address: Address?
        /// Nil for a word no standard knows.
        public let action: Action?
        /// Enhanced status code (RFC 3463): `5.1.1`.
        public let status: String?
        /// Diagnostic-Code, shortened and safe to print.
        public let diagnostic: String?
        public init(address: Address?, action: Action?, status: String?, diagnostic: String?) {
            self.address = address
            self.action = action
            self.status = status
            self.diagnostic = diagnostic
        }
    }
    /// RFC 3464 section 2.3.3.
    public enum Action: String, Sendable {
        case failed, delayed, delivered, relayed, expanded
    }

    public let recipients: [Recipient]
    /// Message-IDs formed as ours, from the returned message or header, Original-Message-ID, Original-Envelope-Id, or
    /// the text.
    public let returned: [MessageID]
    /// Values of our loop header field in the returned header.
    public let loopTokens: [String]
    /// The first status code the text names; worth something only when a mail system wrote it.
    public let textStatus: String?

    public init(recipients: [Recipient], returned: [MessageID], loopTokens: [String], textStatus: String?) {
        self.recipients = recipients
        self.returned = returned
        self.loopTokens = loopTokens
        self.textStatus = textStatus
    }

    public var isEmpty: Bool {
        recipients.isEmpty && returned.isEmpty && loopTokens.isEmpty && textStatus == nil
    }
}

extension DeliveryReport.Recipient {
    /// The mail will not arrive there: it says so, or its status is of class 5.
    var isPermanent: Bool {
        switch action {
        case .failed: true
        case .delivered, .relayed, .expanded: false
        case .delayed, nil: status?.first == "5"
        }
    }
    var isTransient: Bool { !isPermanent && (action == .delayed || action == nil && status?.first == "4") }
}
