import MailRouting

/// `examples:` — a mail in a few words, and the id of the route line it must reach.
extension RuleSetDecoder {
    /// - Parameter line: The line they stand in; its examples reach it unless they say otherwise.
    func examples(_ node: YAMLNode, of line: RuleID? = nil) {
        for item in items(node, "examples") {
            guard let fields = Fields(item, KnownKeys.example, of: "the example", reading) else { continue }
            let mail = fields.required("mail", exampleMail)
            let expected =
                line != nil && !fields.has("gives")
                ? line
                : fields.required("gives", hint: "the id of the line that mail must reach", reading.text)
                    .map { RuleID($0) }
            guard let mail, let expected else { continue }
            let example = RuleExample(
                message: mail.message, mailbox: mail.mailbox, expected: expected, location: item.location)
            pendingExamples.append((example, fields["gives"] ?? item))
        }
    }

    /// Ids are known only after all files.
    func checkExamples() {
        for (example, node) in pendingExamples where !routeIDs.contains(example.expected) {
            let isOther = ids[example.expected] != nil
            reading.report(
                at: node, isOther ? "'\(example.expected)' is not a route line" : "unknown line '\(example.expected)'",
                suggestion: Spelling.question(
                    Spelling.closest(to: example.expected.rawValue, among: routeIDs.map(\.rawValue).sorted())))
        }
    }

    private func exampleMail(_ node: YAMLNode) -> (message: Message, mailbox: AccountName?)? {
        guard let fields = Fields(node, KnownKeys.exampleMail, of: "the mail", reading) else { return nil }
        var message = Message()
        message.subject = fields.optional("subject", reading.text)
        message.from = fields.optional("from", reading.list("authors", minimum: 1, author)) ?? []
        message.to = fields.optional("to", reading.list("addresses", minimum: 1, author)) ?? []
        let words = Priority.allCases.reversed().map { ($0.name, $0) }
        message.headerPriority = fields.optional("header-priority", reading.word("a priority", words))
        if let size = fields.optional("size", reading.size(0...2_000_000_000)) { message.size = size }
        if let subject = message.subject { message.headerFields.append(HeaderField(name: "Subject", value: subject)) }
        for entry in fields.entries where entry.name.hasPrefix("header.") {
            guard let value = reading.text(entry.value) else { continue }
            message.headerFields.append(HeaderField(name: String(entry.name.dropFirst(7)), value: value))
        }
        return (message, fields.optional("mailbox", account))
    }

    /// `ana@example.org` or `Ana Beispiel <ana@example.org>`.
    private func author(_ node: YAMLNode) -> Address? {
        guard let text = reading.text(node) else { return nil }
        if let open = text.lastIndex(of: "<"), text.hasSuffix(">") {
            var name = text[..<open].drop(while: { $0 == " " })
            while name.last == " " { name.removeLast() }
            let spec = String(text[text.index(after: open)...].dropLast())
            if let address = Address(spec, displayName: name.isEmpty ? nil : String(name)) { return address }
        } else if let address = Address(text) {
            return address
        }
        return reading.expected("an author", node, suggestion: "such as ana@example.org or 'Ana <ana@example.org>'")
    }
}
