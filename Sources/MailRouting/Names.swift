/// A name a person gave to something in the configuration or the rules.
///
/// Names are compared exactly; the configuration decides which spellings exist. Each kind is a type of its own so that
/// a department can never be passed where an account is wanted.
public protocol Name: RawRepresentable<String>, Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    init(rawValue: String)
}

extension Name {
    public init(_ text: String) { self.init(rawValue: text) }
    public init(stringLiteral text: String) { self.init(rawValue: text) }
    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Credentials on one IMAP host, as the configuration calls them: `info`, `support`.
public struct AccountName: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// An IMAP mailbox name in readable (decoded) form, such as `INBOX` or `Routed/Support` (RFC 9051 section 5.1).
public struct MailboxName: Name {
    public let rawValue: String
    /// `INBOX` is the one name that is case-insensitive (RFC 9051 section 5.1), so it is written in one way here.
    public init(rawValue: String) { self.rawValue = rawValue.uppercased() == "INBOX" ? "INBOX" : rawValue }
    public static let inbox = MailboxName(rawValue: "INBOX")
}

/// A named destination: an account and a mailbox in it.
public struct DepartmentName: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The identifier of a line in the rules, such as `finance.dunning`; unique in a rule set.
public struct RuleID: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of an acknowledgement template, such as `quality_complaint`.
public struct TemplateName: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a submission host in the configuration.
public struct SubmissionHostName: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// An IMAP keyword: a message flag without a backslash (RFC 9051 section 2.3.2).
public struct Keyword: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A Message-ID without its angle brackets (RFC 5322 section 3.6.4).
public struct MessageID: Name {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    /// As it stands in a header field: `<local@domain>`.
    public var bracketed: String { "<\(rawValue)>" }
}
