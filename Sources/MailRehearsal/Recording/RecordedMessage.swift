public import MailRouting

/// One message of a real week as a recording has it: what rules and the gate look at, and what was decided, with
/// stand-ins for everything that could name a person, a company or a matter.
public struct RecordedMessage: Sendable, Equatable, Codable {
    /// From 1, the Monday of the recording's first week.
    public let day: Int
    /// `14:31` by the clocks of the recording's zone. No seconds: nobody's mail is found again by them.
    public let time: String
    /// Where it arrived.
    public let account: AccountName
    /// With stand-ins for whoever and whatever it names.
    public let header: Header
    /// In units of 1,024 octets, rounded up.
    public let kilobytes: Int
    /// Nil when it could not be told.
    public let language: Language?
    /// Nil when nobody read them.
    public let attachments: [File]?
    /// Parts for programs, such as a calendar reply or a report; the gate looks at them.
    public let programParts: [ProgramPart]
    /// Words of the rules that its text is taken to have had, because the line that decided asks for them.
    public let terms: [String]
    /// What is expected of it when it is played.
    public let decided: Outcome

    /// The fields of the header; others are not kept.
    public struct Header: Sendable, Equatable, Codable {
        /// RFC 5322 section 3.6.2, as are the next two.
        public var from: [Person] = []
        /// Nil when there was none.
        public var sender: Person?
        /// Empty when there was none.
        public var replyTo: [Person] = []
        /// RFC 5322 section 3.6.3, as is the next.
        public var to: [Person] = []
        /// Empty when there was none.
        public var cc: [Person] = []
        /// Delivered-To and X-Original-To: to whom it came, whatever To says.
        public var deliveredTo: [Person] = []
        /// Empty for the null reverse-path; nil when there was no Return-Path.
        public var reversePath: String?
        /// RFC 5322 section 3.6.4, as are the next two; without angle brackets.
        public var messageId: String?
        /// Threads stay threads: the same stand-in for the same message.
        public var inReplyTo: [String] = []
        /// The oldest is the first.
        public var references: [String] = []
        /// With stand-ins for its words; nil when there was none.
        public var subject: String?
        /// Whether there was a Date. When it was is in `day` and `time`.
        public var hasDate = true
        /// RFC 2045 section 5.
        public var contentType = ProgramPart(type: "text/plain")
        /// What else the gate or a rule asks for, in order.
        public var others: [Field] = []
        public init() {}
    }

    /// Whom a message names.
    public struct Person: Sendable, Hashable, Codable {
        /// A display name; nil when there was none.
        public let name: String?
        /// `local-part@domain`, in a reserved domain unless it is one the rules list.
        public let address: String
        public init(name: String?, address: String) {
            self.name = name
            self.address = address
        }
    }

    /// A header field by its name.
    public struct Field: Sendable, Equatable, Codable {
        /// As it was written.
        public let name: String
        /// Unfolded, with stand-ins.
        public let value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An attachment.
    public struct File: Sendable, Equatable, Codable {
        /// With its ending; nil when it had none.
        public let name: String?
        /// The media type in lower case, such as `application/pdf`.
        public let type: String
        /// In units of 1,024 octets, rounded up.
        public let kilobytes: Int
        public init(name: String?, type: String, kilobytes: Int) {
            self.name = name
            self.type = type
            self.kilobytes = kilobytes
        }
    }

    /// A media type with the parameters that mean something to the gate.
    public struct ProgramPart: Sendable, Equatable, Codable {
        /// The media type in lower case, such as `text/calendar`.
        public let type: String
        /// RFC 5546: `reply`; nil when there was none.
        public let method: String?
        /// RFC 6522: `delivery-status`; nil when there was none.
        public let reportType: String?
        public init(type: String, method: String? = nil, reportType: String? = nil) {
            self.type = type
            self.method = method
            self.reportType = reportType
        }
    }

    /// What became of it in the real week.
    public struct Outcome: Sendable, Equatable, Codable {
        /// Where it went.
        public let department: DepartmentName
        /// By its name.
        public let priority: String
        /// What it is to be acknowledged with, as far as the rules and the message itself have a say; nil for never.
        public let template: TemplateName?
        /// The line that decided.
        public let rule: RuleID
        public init(department: DepartmentName, priority: Priority, template: TemplateName?, rule: RuleID) {
            self.department = department
            self.priority = priority.name
            self.template = template
            self.rule = rule
        }
    }

    public init(
        day: Int, time: String, account: AccountName, header: Header, kilobytes: Int, language: Language?,
        attachments: [File]?, programParts: [ProgramPart], terms: [String], decided: Outcome
    ) {
        self.day = day
        self.time = time
        self.account = account
        self.header = header
        self.kilobytes = kilobytes
        self.language = language
        self.attachments = attachments
        self.programParts = programParts
        self.terms = terms
        self.decided = decided
    }
}

extension RecordedMessage {
    /// Everybody it names, once for each time.
    var people: [Person] {
        header.from + (header.sender.map { [$0] } ?? []) + header.replyTo + header.to + header.cc + header.deliveredTo
    }

    /// Every text in it that is made from what its author wrote.
    var texts: [String] {
        people.flatMap { [$0.name ?? "", $0.address] } + [header.reversePath ?? "", header.messageId ?? ""]
            + [header.subject ?? ""] + header.inReplyTo + header.references + header.others.map(\.value)
            + (attachments ?? []).map { $0.name ?? "" }
    }

    /// Those that are chosen from a few, or are the rules' own.
    var words: [String] {
        let parts = [header.contentType] + programParts
        return header.others.map(\.name) + parts.flatMap { [$0.type, $0.method ?? "", $0.reportType ?? ""] }
            + (attachments ?? []).map(\.type) + terms
    }

    /// What the loop field of a message of our own says in a recording.
    public static let ownLoop = "ours"
}
