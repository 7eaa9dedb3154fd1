/// A condition on the facts of one message: the tree behind `when:` and its short forms.
///
/// Every leaf keeps the place it was written at, so that the explanation and every finding can point there.
public indirect enum Condition: Sendable, Equatable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case text(TextCondition)
    /// The domain of an author (From) is one of these or a subdomain of one; lower-cased.
    case fromDomain(Set<String>, list: String?, at: SourceLocation)
    /// An author's whole address is one of these; compared by `Address.key`.
    case fromAddress(Set<String>, list: String?, at: SourceLocation)
    /// The account the message arrived in.
    case mailbox(Set<AccountName>, at: SourceLocation)
    /// What the message's own priority header fields ask for.
    case headerPriority(PriorityRange, at: SourceLocation)
    /// The priority decided by the priority lines; only routes and `also` lines may ask.
    case priority(PriorityRange, at: SourceLocation)
    case size(SizeBound, at: SourceLocation)
}

/// Total size in octets, strictly over or under.
public enum SizeBound: Sendable, Equatable {
    case over(Int)
    case under(Int)
}

/// One operator on one text of the message, true when any of its terms matches.
public struct TextCondition: Sendable, Equatable {
    public let field: TextField
    public let match: TextMatch
    public let terms: [String]
    /// The name of the list the terms came from, for words in the explanation.
    public let list: String?
    public let location: SourceLocation

    public init(field: TextField, match: TextMatch, terms: [String], list: String?, location: SourceLocation) {
        self.field = field
        self.match = match
        self.terms = terms
        self.list = list
        self.location = location
    }
}

/// Which text a condition looks at.
public enum TextField: Hashable, Sendable {
    /// The decoded Subject, normalised, reply prefixes removed.
    case subject
    /// The Subject as it came, undecoded; only case is folded.
    case subjectRaw
    /// The display names of the authors.
    case fromName
    /// Every value of a header field, name lower-cased; decoded and normalised.
    case header(String)
}

/// How a term is compared, on normalised text.
public enum TextMatch: String, Sendable, CaseIterable {
    /// Whole words; a substring where the script has no spaces.
    case word
    case contains
    /// The whole text.
    case `is`
    case startsWith = "starts-with"
    case endsWith = "ends-with"
    /// RE2 syntax, unanchored, case folded.
    case regex
}

/// `priority: lines:` — one line that can raise the priority.
public struct PriorityLine: Sendable, Equatable {
    public let id: RuleID
    public let condition: Condition
    public let priority: Priority
    public let location: SourceLocation
    public init(id: RuleID, condition: Condition, priority: Priority, location: SourceLocation) {
        self.id = id
        self.condition = condition
        self.priority = priority
        self.location = location
    }
}

/// One entry of `routes:`: a line, or a group of lines behind a common condition.
public enum Route: Sendable, Equatable {
    case line(RouteLine)
    case group(RouteGroup)
}

/// Lines that share a condition. When it holds and none of its lines does, the next route is tried.
public struct RouteGroup: Sendable, Equatable {
    public let name: String
    public let condition: Condition
    public let lines: [RouteLine]
    public let location: SourceLocation
    public init(name: String, condition: Condition, lines: [RouteLine], location: SourceLocation) {
        self.name = name
        self.condition = condition
        self.lines = lines
        self.location = location
    }
}

/// The line that decides department and acknowledgement when it is the first to match.
public struct RouteLine: Sendable, Equatable {
    public let id: RuleID
    /// Nil: always (a last line of a group, or `otherwise`).
    public let condition: Condition?
    public let department: DepartmentName
    public let folder: MailboxName?
    /// Nil: `acknowledge: none`.
    public let acknowledge: TemplateName?
    public let location: SourceLocation
    public init(
        id: RuleID, condition: Condition?, department: DepartmentName, folder: MailboxName?,
        acknowledge: TemplateName?, location: SourceLocation
    ) {
        self.id = id
        self.condition = condition
        self.department = department
        self.folder = folder
        self.acknowledge = acknowledge
        self.location = location
    }
}

/// `also:` — what happens besides routing, for every line that matches.
public struct AlsoLine: Sendable, Equatable {
    public let id: RuleID
    public let condition: Condition
    public let keywords: [Keyword]
    public let location: SourceLocation
    public init(id: RuleID, condition: Condition, keywords: [Keyword], location: SourceLocation) {
        self.id = id
        self.condition = condition
        self.keywords = keywords
        self.location = location
    }
}

/// A whole, valid set of rules. Making one checks nothing: MailConfig has done that and said every mistake.
public struct RuleSet: Sendable, Equatable {
    /// SHA-256 of the files it was read from, 64 hexadecimal digits: kept with every decision.
    public let version: String
    public let defaultPriority: Priority
    public let priorityLines: [PriorityLine]
    public let routes: [Route]
    /// What nothing else matches; mandatory, so that every message has a department.
    public let otherwise: RouteLine
    public let also: [AlsoLine]
    /// `examples:` beside the rules.
    public let examples: [RuleExample]

    public init(
        version: String, defaultPriority: Priority, priorityLines: [PriorityLine], routes: [Route],
        otherwise: RouteLine, also: [AlsoLine], examples: [RuleExample]
    ) {
        self.version = version
        self.defaultPriority = defaultPriority
        self.priorityLines = priorityLines
        self.routes = routes
        self.otherwise = otherwise
        self.also = also
        self.examples = examples
    }
}

/// A mail in a few words and the line it must reach.
public struct RuleExample: Sendable, Equatable {
    public let message: Message
    public let mailbox: AccountName?
    public let expected: RuleID
    public let location: SourceLocation
    public init(message: Message, mailbox: AccountName?, expected: RuleID, location: SourceLocation) {
        self.message = message
        self.mailbox = mailbox
        self.expected = expected
        self.location = location
    }
}
