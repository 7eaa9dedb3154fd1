import MailRouting

/// `examples:` — a mail in a few words, and the id of the route line it must reach, or what else must come of it.
extension RuleSetDecoder {
    /// An example whose mail has been read; what it expects can be read only when all lines are known.
    struct PendingExample {
        let mail: ExampleMail
        /// Nil: it must reach the line it stands in.
        let gives: YAMLNode?
        let line: RuleID?
        let location: SourceLocation
    }

    /// - Parameter line: The line they stand in; its examples reach it unless they say otherwise.
    func examples(_ node: YAMLNode, of line: RuleID? = nil) {
        for item in items(node, "examples") {
            guard let fields = Fields(item, KnownKeys.example, of: "the example", reading) else { continue }
            let mail = fields.required("mail") { ExampleMail($0, accounts: account, zone: zone, reading) }
            if line == nil, !fields.has("gives") {
                fields.missing("gives", hint: "the id of the line that mail must reach")
            }
            guard let mail else { continue }
            pendingExamples.append(
                PendingExample(mail: mail, gives: fields["gives"], line: line, location: item.location))
        }
    }

    /// The examples, once every line is known.
    func readExamples() -> [RuleExample] {
        guard !pendingExamples.isEmpty else { return [] }
        let lines = routes.flatMap(\.lines) + (otherwise.map { [$0] } ?? [])
        let decoder = ExpectationDecoder(
            lines: Set(routeIDs.map(\.rawValue)),
            departments: Set(
                lines.map(\.department.rawValue) + also.flatMap { $0.copies.map(\.rawValue) }
                    + (names.departments ?? []).map(\.rawValue)),
            templates: Set(
                lines.flatMap { $0.acknowledge.templates.map(\.rawValue) } + (names.templates ?? []).map(\.rawValue)),
            reading: reading)
        return pendingExamples.compactMap { pending in
            guard let expectations = expectations(of: pending, decoder) else { return nil }
            return RuleExample(
                message: pending.mail.message, mailbox: pending.mail.mailbox, arrivedAt: pending.mail.arrivedAt,
                isKnownSender: pending.mail.isKnownSender, expectations: expectations, location: pending.location)
        }
    }

    private func expectations(of example: PendingExample, _ decoder: ExpectationDecoder) -> [Expectation]? {
        guard let node = example.gives else {
            return example.line.map { [Expectation(.rule, [$0.rawValue], at: example.location)] }
        }
        guard case .mapping = node.content else {
            return decoder.values(of: .rule, node).map { [Expectation(.rule, $0, at: node.location)] }
        }
        guard let fields = Fields(node, KnownKeys.expectation, of: "the expectation", reading) else { return nil }
        if fields.entries.isEmpty {
            reading.report(at: node, "the example expects nothing", suggestion: "such as {department: sales}")
        }
        return fields.entries.compactMap { entry in
            guard let field = DecisionField(rawValue: entry.name), KnownKeys.expectation.contains(entry.name) else {
                return nil
            }
            // The mail of an example is no whole message, so the gate has nothing to judge: only what is asked counts.
            let asked = field == .acknowledge ? .asked : field
            return decoder.values(of: asked, entry.value).map { Expectation(asked, $0, at: entry.key.location) }
        }
    }
}

extension Route {
    fileprivate var lines: [RouteLine] {
        switch self {
        case .line(let line): [line]
        case .group(let group): group.lines
        }
    }
}
