import FoundationEssentials
import MailRouting

/// Turns `expected.yaml` into a `RuleCase`.
struct CaseDecoder {
    private let expectations: ExpectationDecoder
    private let reading: Reading

    init(_ rules: RuleSet, _ reading: Reading) {
        let lines = rules.routeLines
        self.reading = reading
        expectations = ExpectationDecoder(
            lines: Set(lines.map(\.id.rawValue)),
            departments: Set(lines.map(\.department.rawValue) + rules.also.flatMap { $0.copies.map(\.rawValue) }),
            templates: Set(lines.flatMap { $0.acknowledge.templates.map(\.rawValue) }), reading: reading)
    }

    /// Nil only after a report.
    func decode(_ root: YAMLNode) -> RuleCase? {
        guard let fields = Fields(root, KnownKeys.ruleCase, of: "the case", reading) else { return nil }
        let expectations = fields.entries.compactMap { entry -> Expectation? in
            guard let field = DecisionField(rawValue: entry.name),
                let values = self.expectations.values(of: field, entry.value)
            else { return nil }
            return Expectation(field, values, at: entry.key.location)
        }
        check(expectations, fields)
        return RuleCase(
            mailbox: fields.optional("mailbox", reading.text).map { AccountName($0) },
            arrived: fields.optional("arrived", instant), now: fields.optional("now", instant),
            own: fields.optional("own", reading.list("addresses", reading.address)) ?? [],
            isKnownSender: fields.optional("known-sender", reading.truth), expectations: expectations)
    }

    private func check(_ expectations: [Expectation], _ fields: Fields) {
        if !fields.entries.contains(where: { DecisionField(rawValue: $0.name) != nil }), !fields.hasUnknownKeys {
            reading.report(
                at: fields.node, "the case expects nothing",
                suggestion: "add at least one of \(DecisionField.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let stated = Set(expectations.filter { !$0.values.isEmpty }.map(\.field))
        if stated.isSuperset(of: [.acknowledge, .refused]), let key = fields.keyNode("acknowledge") {
            reading.report(
                at: key, "an acknowledgement that the gate refuses is not sent",
                suggestion: "write 'asked' for the template the rules ask for")
        }
    }

    private func instant(_ node: YAMLNode) -> Instant? {
        guard let date = node.spelling.flatMap({ try? Date($0, strategy: .iso8601) }) else {
            return reading.expected("an instant", node, suggestion: "such as 2026-11-20T10:00:00Z")
        }
        return Instant(seconds: Int64(date.timeIntervalSince1970))
    }
}
