/// A condition on the facts of one message: the tree behind `when:` and its short forms.
///
/// Every leaf keeps the place it was written at, so that the explanation and every finding can point there.
public indirect enum Condition: Sendable, Equatable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case text(TextCondition)
    /// One of the addresses of a field, or its domain, is one of these.
    case address(AddressCondition)
    /// Whether there is a header field of this name (lower-cased).
    case present(header: String, Bool, at: SourceLocation)
    /// How many attachments are like this.
    case attachment(AttachmentCondition)
    /// The account the message arrived in.
    case mailbox(Set<AccountName>, at: SourceLocation)
    /// What the message's own priority header fields ask for.
    case headerPriority(PriorityRange, at: SourceLocation)
    /// The priority decided by the priority lines; only routes and `also` lines may ask.
    case priority(PriorityRange, at: SourceLocation)
    /// Total size in octets (RFC822.SIZE).
    case size(Bound, at: SourceLocation)
    case language(Set<Language>, at: SourceLocation)
    /// The message is one of these kinds of automatic mail; `.none` is mail written by a person.
    case automated(Set<Automation>, at: SourceLocation)
    /// What our own server found when it checked the author.
    case authentication(SenderCheck, Set<SenderCheckResult>, at: SourceLocation)
    /// What the configured filter says.
    case spam(Bool, at: SourceLocation)
    /// The message arrived within the frame; `name` is what the rules call it.
    case time(TimeFrame, name: String?, at: SourceLocation)
    /// Whether we have answered this address before.
    case knownSender(Bool, at: SourceLocation)
}

/// A number, strictly over or under.
public enum Bound: Sendable, Hashable {
    case over(Int)
    case under(Int)

    public func contains(_ number: Int) -> Bool {
        switch self {
        case .over(let bound): number > bound
        case .under(let bound): number < bound
        }
    }
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
    /// The display names in an address field.
    case name(AddressField)
    /// The addresses of a field as text, `local-part@domain`.
    case address(AddressField)
    /// The domains of a field as text.
    case domain(AddressField)
    /// Every value of a header field, name lower-cased; decoded and normalised.
    case header(String)
    /// What the author wrote: the decoded text, without quotes and signature.
    case body
    /// The file name of one attachment.
    case attachmentName
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

/// Which addresses of a message a condition looks at.
public enum AddressField: String, Sendable, CaseIterable {
    /// The authors.
    case from
    case to
    case cc
    /// To, Cc, Delivered-To and X-Original-To together.
    case recipient
    case replyTo = "reply-to"
}

/// Addresses of a field compared with a set of them.
public struct AddressCondition: Sendable, Equatable {
    public enum Part: Sendable, Hashable {
        /// Whole addresses, by `Address.key`.
        case address
        /// The domain or one above it, lower-cased: `autowerk.example` holds for `a@teile.autowerk.example`.
        case domain
    }
    public let field: AddressField
    public let part: Part
    public let values: Set<String>
    /// The name of the list the values came from.
    public let list: String?
    public let location: SourceLocation

    public init(field: AddressField, part: Part, values: Set<String>, list: String?, location: SourceLocation) {
        self.field = field
        self.part = part
        self.values = values
        self.list = list
        self.location = location
    }
}

/// The number of attachments that have all of these properties lies within `count`.
public struct AttachmentCondition: Sendable, Equatable {
    /// On the file name (`TextField.attachmentName`); an attachment without a name never matches.
    public let name: TextCondition?
    /// `application/pdf`, or `image/*` for all of a type; lower-cased. Empty: any.
    public let types: Set<String>
    /// Decoded size in octets.
    public let size: [Bound]
    public let count: [Bound]
    public let location: SourceLocation

    public init(
        name: TextCondition? = nil, types: Set<String> = [], size: [Bound] = [], count: [Bound] = [.over(0)],
        location: SourceLocation
    ) {
        self.name = name
        self.types = types
        self.size = size
        self.count = count
        self.location = location
    }
}
