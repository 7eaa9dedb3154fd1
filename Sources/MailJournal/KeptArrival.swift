public import MailRouting

/// What the journal keeps of a decided arrival: enough to decide about it again, under any rules, and what was decided.
///
/// No text of the body is kept. It goes once the retention has passed (`Journal.purge`).
public struct KeptArrival: Sendable, Equatable {
    public let id: ArrivalID
    /// Where it arrived.
    public let location: Location
    public let state: ArrivalState
    /// As fetched, bounded.
    public let header: [UInt8]
    /// RFC822.SIZE in octets.
    public let size: Int
    /// Told from the beginning of the text, which is not kept.
    public let language: Language?
    /// Nil when the decision did not need them, so that nobody read them.
    public let attachments: [Attachment]?
    /// The parts for programs that were read with them.
    public let programParts: [MediaType]
    /// As they were; `now` is the instant of the decision.
    public let circumstances: Circumstances
    public let decision: RecordedDecision
}

/// A decision as it was written down.
public struct RecordedDecision: Sendable, Equatable {
    /// The rule set that decided (`RuleSet.version`).
    public let ruleSet: String
    public let rule: RuleID
    /// `rules/finance.yaml:12`, as the file was then.
    public let ruleLocation: String
    public let priority: Priority
    public let department: DepartmentName
    public let folder: MailboxName?
    public let keywords: [Keyword]
    public let copies: [DepartmentName]
    /// The template the rules asked for; nil for none.
    public let template: TemplateName?
    /// Why it was not sent; nil when it was.
    public let refusal: RecordedRefusal?
}

/// Why no acknowledgement was sent, as it was written down.
public struct RecordedRefusal: Sendable, Equatable {
    /// Nil when a newer version wrote a reason this one does not know.
    public let reason: Refusal.Reason?
    /// With the rule it follows and what was seen.
    public let words: String
}

/// What the journal has under an arrival's number.
public enum ArrivalLookup: Sendable, Equatable {
    case kept(KeptArrival)
    /// It accounts for the message and keeps no more: nothing was decided (yet), or the retention has passed.
    case accounted(ArrivalState)
    case unknown
}
