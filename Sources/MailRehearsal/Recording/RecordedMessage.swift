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
    public let header: Header
    /// In units of 1,024 octets, rounded up.
    public let kilobytes: Int
    /// Nil when it could not be told.
    public let language: Language?
    /// Nil when nobody read them.
    public let attachments: [File]?
    public let programParts: [ProgramPart]
    /// Words of the rules that its text is taken to have had, because the line that decided asks for them.
    public let terms: [String]
    public let decided: Outcome

    /// The fields of the header; others are not kept.
    public struct Header: Sendable, Equatable, Codable {
        public var from: [Person] = []
        public var sender: Person?
        public var replyTo: [Person] = []
        public var to: [Person] = []
        public var cc: [Person] = []
        public var deliveredTo: [Person] = []
        /// Empty for the null reverse-path; nil when there was no Return-Path.
        public var reversePath: String?
        public var messageId: String?
        public var inReplyTo: [String] = []
        public var references: [String] = []
        public var subject: String?
        public var hasDate = true
        public var contentType = ProgramPart(type: "text/plain")
        /// What else the gate or a rule asks for, in order.
        public var others: [Field] = []
        public init() {}
    }

    /// Whom a message names.
    public struct Person: Sendable, Hashable, Codable {
        public let name: String?
        public let address: String
        public init(name: String?, address: String) {
            self.name = name
            self.address = address
        }
    }

    /// A header field by its name.
    public struct Field: Sendable, Equatable, Codable {
        public let name: String
        public let value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An attachment.
    public struct File: Sendable, Equatable, Codable {
        public let name: String?
        public let type: String
        public let kilobytes: Int
        public init(name: String?, type: String, kilobytes: Int) {
            self.name = name
            self.type = type
            self.kilobytes = kilobytes
        }
    }

    /// A media type with the parameters that mean something to the gate.
    public struct ProgramPart: Sendable, Equatable, Codable {
        public let type: String
        public let method: String?
        public let reportType: String?
        public init(type: String, method: String? = nil, reportType: String? = nil) {
            self.type = type
            self.method = method
            self.reportType = reportType
        }
    }

    /// What became of it in the real week.
    public struct Outcome: Sendable, Equatable, Codable {
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
