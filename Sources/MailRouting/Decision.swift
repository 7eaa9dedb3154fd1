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
    /// Other departments that get a copy, from all `also` lines that matched, sorted; never the department itself.
    public let copies: [DepartmentName]
    public let language: Language?

    public init(
        priority: Priority, department: DepartmentName, folder: MailboxName?, rule: RuleID,
        ruleLocation: SourceLocation, acknowledgement: AcknowledgementDecision, keywords: [Keyword],
        copies: [DepartmentName] = [], language: Language?
    ) {
        self.priority = priority
        self.department = department
        self.folder = folder
        self.rule = rule
        self.ruleLocation = ruleLocation
        self.acknowledgement = acknowledgement
        self.keywords = keywords
        self.copies = copies
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
public struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Raw values are kept in journals and shown to machines: they never change.
    public enum Reason: String, Sendable, CaseIterable, Codable {
        /// `Return-Path: <>` (RFC 3834 section 2).
        case nullReversePath
        /// A Return-Path without an address, or with one nothing can be sent to (RFC 3834 section 4).
        case malformedReversePath
        /// From and reverse-path belong to different organisations and nothing proves that they may.
        case foreignReversePath
        /// No Return-Path and no single author (RFC 3834 section 4).
        case unanswerable
        /// Auto-Submitted is anything but `no` (RFC 3834 section 5).
        case autoSubmitted
        /// A delivery status, disposition or feedback report (RFC 6522).
        case report
        /// A List-* field or what list software wrote before there were any (RFC 2369, RFC 2919).
        case mailingList
        /// Precedence bulk, list, junk or auto_reply (RFC 3834 section 2).
        case bulkPrecedence
        /// X-Auto-Response-Suppress asks for none (MS-OXCMAIL section 2.2.3.2.14).
        case suppressionRequested
        /// From, sender or reverse-path is ours (RFC 3834 section 2).
        case ownAddress
        /// Our own loop header field or Message-ID came back (RFC 3834 section 2).
        case ownMessage
        /// MAILER-DAEMON, postmaster, owner-*, *-request and other programs (RFC 3834 section 2, RFC 5230 section 4.6).
        case systemSender
        /// no-reply@ and its kin say themselves that nobody reads them.
        case noReplyAddress
        /// None of our addresses is among the recipients (RFC 3834 section 2).
        case notAddressedToUs
        /// It was there before the agent's first contact with the mailbox.
        case backlog
        /// It was found again when UIDVALIDITY changed.
        case rescan
        /// It arrived too long ago for an answer to make sense (RFC 3834 section 2).
        case tooOld
        /// A calendar sent it, not a person (RFC 6047).
        case calendar
        /// A header field in which an automatic responder names itself.
        case autoresponderMark
        /// The subject of an absence notice or another automatic answer, and a second sign.
        case outOfOffice
        /// The subject of a delivery failure, and a second sign.
        case bounceSubject
        /// A spam filter said yes.
        case spam
        /// The receiving server's check of the author failed: DMARC, or SPF or DKIM where DMARC says nothing (RFC 8601).
        case authenticationFailed
        /// The same message or thread was acknowledged already.
        case duplicate
        /// The configuration says that nothing is acknowledged.
        case switchedOff
        /// Its thread was acknowledged before.
        case threadWindow
        /// The same sender, department and subject within a day (RFC 5230 section 4.2).
        case subjectWindow
        /// Enough acknowledgements went from this department to this sender within a day (RFC 5230 section 4.2).
        case senderWindow
        /// Enough went to this sender within a day, over all departments.
        case senderDay
        /// Enough went to this domain within a day.
        case domainWindow
        /// An acknowledgement to this address bounced for good.
        case bouncedAddress
        /// Acknowledgements are stopped: too many of them came back, or there were suddenly too many.
        case storm
        /// It is simulated, and the configuration names no sink for its acknowledgement.
        case simulated
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

extension Refusal.Reason {
    /// Whether it comes from what was sent before, which only the journal knows, and not from the message.
    public var isAboutHistory: Bool {
        switch self {
        case .duplicate, .threadWindow, .subjectWindow, .senderWindow, .senderDay, .domainWindow, .bouncedAddress,
            .storm:
            true
        default: false
        }
    }
}
