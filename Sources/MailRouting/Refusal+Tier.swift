extension Refusal {
    /// Whether anything an operator may write can lift a refusal.
    public enum Tier: String, Sendable, CaseIterable {
        /// Nothing does: a standard forbids the answer, or there is nobody to answer.
        case always
        /// A trust entry for the sender does (`TrustEntry`): the sign is a habit of programs, and this one is known to
        /// be read by people.
        case unlessTrusted
    }
}

extension Refusal.Reason {
    /// A property of the reason, so that the order in which the gate looks decides nothing but which reason is shown.
    public var tier: Refusal.Tier {
        switch self {
        case .nullReversePath, .malformedReversePath, .unanswerable, .autoSubmitted, .report, .ownAddress, .ownMessage,
            .notAddressedToUs, .backlog, .rescan, .tooOld, .spam, .authenticationFailed, .duplicate, .switchedOff,
            .threadWindow, .subjectWindow, .senderWindow, .senderDay, .domainWindow, .bouncedAddress, .storm,
            .simulated:
            .always
        case .systemSender, .noReplyAddress, .mailingList, .bulkPrecedence, .suppressionRequested, .autoresponderMark,
            .calendar, .outOfOffice, .bounceSubject, .foreignReversePath:
            .unlessTrusted
        }
    }
}
