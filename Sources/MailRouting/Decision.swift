/// What the router answered about one message. A value: nobody acts while deciding.
public struct Decision: Sendable, Equatable {
    public let priority: Priority
    public let department: DepartmentName
    /// A mailbox other than the department's own, from the line's `folder:`.
    public let folder: MailboxName?
    /// The line that decided the department.
    public let rule: RuleID
    public let ruleLocation: SourceLocation
    public let acknowledgement: AcknowledgementDecision
    /// The union over all `also` lines that matched, sorted.
    public let keywords: [Keyword]
    public let language: Language?

    public init(
        priority: Priority, department: DepartmentName, folder: MailboxName?, rule: RuleID,
        ruleLocation: SourceLocation, acknowledgement: AcknowledgementDecision, keywords: [Keyword],
        language: Language?
    ) {
        self.priority = priority
        self.department = department
        self.folder = folder
        self.rule = rule
        self.ruleLocation = ruleLocation
        self.acknowledgement = acknowledgement
        self.keywords = keywords
        self.language = language
    }
}

/// Whether one automatic response will be sent, and if not, why not.
public enum AcknowledgementDecision: Sendable, Equatable {
    case send(TemplateName, Language, to: Address)
    /// The rules ask for one, the gate refuses it.
    case refused(TemplateName, Refusal)
    /// The line says `acknowledge: none`.
    case notAsked
}

/// Why the gate refuses an automatic response, with the rule it follows and what was seen.
public struct Refusal: Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable, CaseIterable, Codable {
        case nullReversePath, malformedReversePath, autoSubmitted, report, mailingList, bulkPrecedence
        case suppressionRequested, ownAddress, ownMessage, systemSender, noReplyAddress, notAddressedToUs
        case backlog, tooOld, calendar, autoresponderMark, outOfOffice, duplicate, senderWindow
    }
    public let reason: Reason
    /// What was seen, shortened and safe to print: `Auto-Submitted is auto-replied`.
    public let evidence: String
    /// Where the rule comes from: `RFC 3834 section 2`.
    public let source: String

    public init(_ reason: Reason, _ evidence: String, source: String) {
        self.reason = reason
        self.evidence = evidence
        self.source = source
    }
    public var description: String { "\(evidence) (\(source))" }
}
