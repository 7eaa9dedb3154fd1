import MailRouting
import Testing

/// Short ways to write messages and rules in tests.
enum Sample {
    static let place = SourceLocation(file: "rules/test.yaml", line: 1)
    static let gate = GatePolicy(
        ownAddresses: ["info@buttons.example", "sales@buttons.example"], maximumAge: .days(3), loopToken: "token-1")
    static let now = Instant(seconds: 1_700_000_000)

    static func message(
        _ subject: String? = nil, from: [String] = ["ana@customer.example"], fields: [(String, String)] = []
    ) -> Message {
        var message = Message()
        message.subject = subject
        message.headerFields = fields.map { HeaderField(name: $0.0, value: $0.1) }
        if let subject { message.headerFields.append(HeaderField(name: "Subject", value: subject)) }
        message.from = from.compactMap { Address($0) }
        message.to = [Address("info@buttons.example")].compactMap(\.self)
        message.returnPath = message.from.first.map { .address($0) } ?? .absent
        message.size = 1_000
        return message
    }

    static func circumstances(
        _ mailbox: AccountName = "info", arrivedAt: Instant = now, discovery: Discovery = .arrival
    ) -> Circumstances {
        Circumstances(mailbox: mailbox, arrivedAt: arrivedAt, discovery: discovery, now: now)
    }

    static func text(_ match: TextMatch, _ terms: String..., in field: TextField = .subject) -> Condition {
        .text(TextCondition(field: field, match: match, terms: terms, list: nil, location: place))
    }

    static func line(
        _ id: RuleID, _ condition: Condition?, department: DepartmentName = "sales", acknowledge: TemplateName? = nil
    ) -> RouteLine {
        RouteLine(
            id: id, condition: condition, department: department, folder: nil,
            acknowledge: AcknowledgementRule(otherwise: acknowledge),
            location: place)
    }

    static func rules(
        priority: [PriorityLine] = [], routes: [Route] = [], otherwise: RouteLine? = nil, also: [AlsoLine] = []
    ) -> RuleSet {
        RuleSet(
            version: "test", defaultPriority: .normal, priorityLines: priority, routes: routes,
            otherwise: otherwise ?? line("fallback", nil, department: "info"), also: also, examples: [])
    }

    static func router(_ rules: RuleSet) throws -> Router {
        try Router(ruleSet: rules, gate: gate, defaultLanguage: .english)
    }

    /// The verdict on one condition, as the explanation reports it.
    static func verdict(
        _ condition: Condition, _ message: Message, _ circumstances: Circumstances = circumstances()
    ) throws -> Verdict {
        let router = try router(rules(routes: [.line(line("asked", condition))]))
        let (_, explanation) = router.explain(message, circumstances)
        return try #require(explanation.steps.first { $0.name == "asked" }).verdict
    }
}
