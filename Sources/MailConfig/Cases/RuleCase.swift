public import MailRouting

/// What `expected.yaml` of a case says: how its message arrives, and what the rules must make of it.
public struct RuleCase: Sendable, Equatable {
    /// The account the message arrives in; nil where it does not matter.
    public let mailbox: AccountName?
    /// When it arrives; nil: when its own header fields say.
    public let arrived: Instant?
    /// When it is decided about; nil: when it arrives.
    public let now: Instant?
    /// Further addresses that are ours.
    public let own: [Address]
    /// Whether its author was answered before; nil: nobody looked.
    public let isKnownSender: Bool?
    /// At least one.
    public let expectations: [Expectation]
}
