import MailRouting

/// `examples:` — a mail in a few words, and the id of the route line it must reach.
extension RuleSetDecoder {
    /// - Parameter line: The line they stand in; its examples reach it unless they say otherwise.
    func examples(_ node: YAMLNode, of line: RuleID? = nil) {
        for item in items(node, "examples") {
            guard let fields = Fields(item, KnownKeys.example, of: "the example", reading) else { continue }
            let mail = fields.required("mail") { ExampleMail($0, accounts: account, zone: zone, reading) }
            let expected =
                line != nil && !fields.has("gives")
                ? line
                : fields.required("gives", hint: "the id of the line that mail must reach", reading.text)
                    .map { RuleID($0) }
            guard let mail, let expected else { continue }
            let example = RuleExample(
                message: mail.message, mailbox: mail.mailbox, arrivedAt: mail.arrivedAt,
                isKnownSender: mail.isKnownSender, expected: expected, location: item.location)
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
}
