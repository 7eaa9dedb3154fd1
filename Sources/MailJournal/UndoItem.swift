public import MailRouting

/// Which messages are to be brought back.
public enum UndoSelection: Sendable, Equatable {
    case arrival(ArrivalID)
    /// Those decided since the instant, by the rule; nil does not choose. What the retention has taken the decision of is
    /// chosen by when it arrived, and by no rule.
    case decided(since: Instant?, by: RuleID?)
}

/// What an undo means for one message: what will be done, or why nothing is.
public struct UndoItem: Sendable, Equatable {
    /// What becomes of the message.
    public enum Verdict: Sendable, Equatable {
        /// It will be brought back from where it was delivered.
        case bringBack(from: MailboxAddress)
        /// An earlier undo is not finished and goes on.
        case goOn(from: MailboxAddress)
        /// It is where it arrived, because that is its department. So are the further copies that were made of it.
        case stayed(copies: [MailboxAddress])
        /// It is back already.
        case isBack
        /// It has not been delivered: it is under way or held, where it arrived.
        case notDelivered
        /// Somebody took it away before it was delivered, or it was nobody's to be routed.
        case notRouted
    }
    /// What of its acknowledgement can be helped.
    public enum Acknowledgement: Sendable, Equatable {
        case none
        /// It was waiting and is not sent any more.
        case dropped
        /// To whom, when that is still known.
        case sent(to: String?)
        /// It was being handed over, or may have been when a connection was lost.
        case mayBeSent(to: String?)
    }
    public let id: ArrivalID
    /// Where it arrived.
    public let location: Location
    public let verdict: Verdict
    public let acknowledgement: Acknowledgement
}

/// How far one undo is.
public struct UndoProgress: Sendable, Equatable {
    /// The job's state by name, as in `JournalSummary`.
    public let state: String
    /// Where the message is now, or why not; for people.
    public let detail: String?

    /// Nothing more will happen without a person.
    public var isSettled: Bool { ["done", "held", "failed", "dropped"].contains(state) }
    public let isBack: Bool
}
