import FoundationEssentials
import MailRouting

/// Turns `expected.yaml` into a `RuleCase`.
struct CaseDecoder {
    private let rules: RuleSet
    private let reading: Reading

    init(_ rules: RuleSet, _ reading: Reading) {
        self.rules = rules
        self.reading = reading
    }

    /// Nil only after a report.
    func decode(_ root: YAMLNode) -> RuleCase? {
        guard let fields = Fields(root, KnownKeys.ruleCase, of: "the case", reading) else { return nil }
        let expectations = fields.entries.compactMap { entry -> RuleCase.Expectation? in
            guard let field = DecisionField(rawValue: entry.name), let values = values(of: field, entry.value)
            else { return nil }
            return RuleCase.Expectation(field, values, at: entry.key.location)
        }
        check(expectations, fields)
        return RuleCase(
            mailbox: fields.optional("mailbox", reading.text).map { AccountName($0) },
            arrived: fields.optional("arrived", instant), now: fields.optional("now", instant),
            own: fields.optional("own", reading.list("addresses", reading.address)) ?? [],
            isKnownSender: fields.optional("known-sender", reading.truth), expectations: expectations)
    }

    private func check(_ expectations: [RuleCase.Expectation], _ fields: Fields) {
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

    // MARK: Values

    private func values(of field: DecisionField, _ node: YAMLNode) -> [String]? {
        switch field {
        case .rule: known("line", rules.routeLines.map(\.id.rawValue))(node).map { [$0] }
        case .department: known("department", rules.routeLines.map(\.department.rawValue))(node).map { [$0] }
        case .folder: unlessNone(node) { self.reading.mailbox($0)?.rawValue }
        case .priority: word("a priority", Priority.allCases.reversed().map(\.name))(node).map { [$0] }
        case .language:
            word("a language", Language.allCases.map(\.tag) + ["unknown"])(node).map { $0 == "unknown" ? [] : [$0] }
        case .keywords: reading.list("keywords", reading.text)(node).map { Set($0).sorted() }
        case .copies:
            reading.list("departments", known("department", rules.also.flatMap { $0.copies.map(\.rawValue) }))(node)
                .map { Set($0).sorted() }
        case .acknowledge, .asked:
            unlessNone(
                node,
                known("template", rules.routeLines.flatMap { $0.acknowledge.templates.map(\.rawValue) } + ["none"]))
        case .acknowledgeLanguage: unlessNone(node, word("a language", Language.allCases.map(\.tag) + ["none"]))
        case .refused:
            unlessNone(node, word("a reason of the gate", Refusal.Reason.allCases.map(\.rawValue) + ["none"]))
        }
    }

    /// `none` for a field that says nothing.
    private func unlessNone(_ node: YAMLNode, _ read: (YAMLNode) -> String?) -> [String]? {
        node.spelling == "none" ? [] : read(node).map { [$0] }
    }

    private func word(_ what: String, _ words: [String]) -> (YAMLNode) -> String? {
        reading.word(what, words.map { ($0, $0) })
    }

    /// A name the rules have somewhere.
    private func known(_ what: String, _ names: [String]) -> (YAMLNode) -> String? {
        { node in
            guard let text = reading.text(node) else { return nil }
            if names.contains(text) { return text }
            reading.report(
                at: node, "the rules have no \(what) \(text.quotedForFinding)",
                suggestion: Spelling.question(Spelling.closest(to: text, among: names)))
            return nil
        }
    }

    private func instant(_ node: YAMLNode) -> Instant? {
        guard let date = node.spelling.flatMap({ try? Date($0, strategy: .iso8601) }) else {
            return reading.expected("an instant", node, suggestion: "such as 2026-11-20T10:00:00Z")
        }
        return Instant(seconds: Int64(date.timeIntervalSince1970))
    }
}
