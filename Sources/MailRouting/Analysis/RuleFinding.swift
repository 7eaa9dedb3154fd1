/// Something in a rule set that is allowed and makes no sense, or less than it could.
public struct RuleFinding: Sendable, Equatable {
    /// What it is about; raw values are shown to machines and never change.
    public enum Kind: String, Sendable, CaseIterable {
        /// No message can fulfil the condition.
        case contradiction
        /// Every message the line asks for is taken by lines above it.
        case shadowed
        /// A term begins with a reply prefix, which is taken off a subject before it is compared.
        case removedPrefix = "removed-prefix"
        /// The condition asks for what no account has: it never holds, and neither does its negation.
        case unknownFact = "unknown-fact"
        /// The line never changes the priority.
        case uselessPriority = "useless-priority"
        /// Two lines ask the same.
        case duplicateCondition = "duplicate-condition"
        /// No example reaches the line.
        case missingExample = "missing-example"
        /// A regex where another operator says the same.
        case plainRegex = "plain-regex"
        /// No line uses the list.
        case unusedList = "unused-list"
        /// No line uses the time.
        case unusedTime = "unused-time"
        /// A list has an entry twice.
        case duplicateEntry = "duplicate-entry"
    }
    public let kind: Kind
    public let location: SourceLocation
    /// What is wrong, in lower case without a final full stop.
    public let message: String
    /// What to do about it.
    public let suggestion: String?
    /// Other places that have to do with it.
    public let related: [SourceLocation]
    /// A message that shows it.
    public let witness: Witness?

    public init(
        _ kind: Kind, at location: SourceLocation, _ message: String, suggestion: String? = nil,
        related: [SourceLocation] = [], witness: Witness? = nil
    ) {
        self.kind = kind
        self.location = location
        self.message = message
        self.suggestion = suggestion
        self.related = related
        self.witness = witness
    }
}

extension RuleFinding.Kind {
    /// What can never hold is a mistake; the rest is a matter of care.
    public var severity: Diagnostic.Severity {
        switch self {
        case .contradiction, .shadowed, .removedPrefix, .unknownFact: .warning
        case .uselessPriority, .duplicateCondition, .missingExample, .plainRegex, .unusedList, .unusedTime,
            .duplicateEntry:
            .note
        }
    }
}
