/// How long the journal knows more of a settled message than that it was there, for each kind of record.
public struct Retention: Sendable, Equatable {
    /// The kinds, as the journal lets go of them.
    public enum Kind: String, Sendable, CaseIterable {
        /// The header as it arrived, and the names of attachments.
        case headers
        /// What was decided and why.
        case decisions
        /// Who was acknowledged, every attempt, the threads, and what came back.
        case recipients
    }
    public let headers: Interval
    public let decisions: Interval
    public let recipients: Interval

    /// Three months: long enough to answer a complaint about a quarter, short enough to be explained.
    public static let standard = Retention(headers: .days(90), decisions: .days(90), recipients: .days(90))
    /// An address that bounced for good is left alone for 30 days (`AcknowledgementLimits.bounceRest`), so long it must be
    /// known.
    public static let shortestOfRecipients = Interval.days(31)

    public init(headers: Interval, decisions: Interval, recipients: Interval) {
        self.headers = headers
        self.decisions = decisions
        self.recipients = recipients
    }

    /// How long records of a kind are kept.
    public func interval(_ kind: Kind) -> Interval {
        switch kind {
        case .headers: headers
        case .decisions: decisions
        case .recipients: recipients
        }
    }
}
