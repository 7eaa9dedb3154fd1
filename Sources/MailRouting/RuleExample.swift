/// One output field of a decision, and what it must say: what examples and cases are made of.
public struct Expectation: Sendable, Equatable {
    public let field: DecisionField
    /// Compared with `Decision.values(of:)`; empty for nothing.
    public let values: [String]
    /// Where it is written.
    public let location: SourceLocation

    public init(_ field: DecisionField, _ values: [String], at location: SourceLocation) {
        self.field = field
        self.values = values
        self.location = location
    }

    public func isMet(by decision: Decision) -> Bool { decision.values(of: field) == values }
}

/// A mail in a few words, and what the rules must make of it.
public struct RuleExample: Sendable, Equatable {
    public let message: Message
    /// Nil: it does not matter which.
    public let mailbox: AccountName?
    /// Nil: it does not matter when.
    public let arrivedAt: Instant?
    public let isKnownSender: Bool?
    /// At least one.
    public let expectations: [Expectation]
    public let location: SourceLocation

    public init(
        message: Message, mailbox: AccountName?, arrivedAt: Instant? = nil, isKnownSender: Bool? = nil,
        expectations: [Expectation], location: SourceLocation
    ) {
        self.message = message
        self.mailbox = mailbox
        self.arrivedAt = arrivedAt
        self.isKnownSender = isKnownSender
        self.expectations = expectations
        self.location = location
    }

    /// The line it must reach; nil where that does not matter.
    public var expected: RuleID? {
        expectations.first { $0.field == .rule }.flatMap(\.values.first).map { RuleID($0) }
    }

    /// How its mail arrives. What an example does not say does not matter to it.
    ///
    /// - Parameter server: Whose verdicts in its header fields are believed.
    public func circumstances(at server: ReceivingServer) -> Circumstances {
        let arrival = arrivedAt ?? Instant(milliseconds: 0)
        return Circumstances(
            mailbox: accountName, arrivedAt: arrival, now: arrival, receivingServer: server,
            isKnownSender: isKnownSender)
    }

    /// Where it is taken to arrive.
    public var accountName: AccountName { mailbox ?? "info" }
}

extension Router {
    /// Tries every example beside the rules; throws what they expect and do not get.
    ///
    /// - Parameter server: Who receives the mail of an account, by its name.
    public func checkExamples(
        at server: (AccountName) -> ReceivingServer = { _ in .unknown }
    ) throws(Diagnostics) {
        let findings = ruleSet.examples.flatMap { example -> [Diagnostic] in
            let decision = decide(example.message, example.circumstances(at: server(example.accountName)))
            return example.expectations.filter { !$0.isMet(by: decision) }.map { $0.finding(decision) }
        }
        if !findings.isEmpty { throw Diagnostics(findings) }
    }
}

extension Expectation {
    /// `this example gives sales.order (rules/sales.yaml:40), not finance.invoice`
    fileprivate func finding(_ decision: Decision) -> Diagnostic {
        let got = Self.words(decision.values(of: field))
        let isRule = field == .rule
        let what = isRule ? "\(got) (\(decision.ruleLocation.short))" : "\(field.words) \(got)"
        return Diagnostic(
            at: location, "this example gives \(what), not \(Self.words(values))",
            suggestion: "change the rules or the example")
    }

    private static func words(_ values: [String]) -> String {
        values.isEmpty ? "none" : values.joined(separator: ", ")
    }
}

extension DecisionField {
    fileprivate var words: String { self == .asked ? "acknowledge" : rawValue }
}
