import MailRehearsal
import MailRouting

/// What the parts of a plan may call each other by, known before any of them is read.
struct SimulationNames {
    private let kinds: [String]
    private let variables: [String]

    init(_ fields: Fields) {
        func keys(_ name: String) -> [String] {
            guard case .mapping(let entries)? = fields[name]?.content else { return [] }
            return entries.map(\.name)
        }
        kinds = keys("messages")
        variables = SimulationPlan.builtInVariables + keys("values")
    }

    /// A kind of message that stands under `messages:`; nil after a report.
    func kind(_ node: YAMLNode, _ reading: Reading) -> MessageTypeName? {
        guard let text = reading.text(node) else { return nil }
        guard kinds.contains(text) else {
            reading.report(
                at: node, "there is no kind of message \(text.quotedForFinding)",
                suggestion: Spelling.question(Spelling.closest(to: text, among: kinds))
                    ?? "describe it under 'messages'")
            return nil
        }
        return MessageTypeName(text)
    }

    func isKind(_ node: YAMLNode, _ reading: Reading) -> Bool { kind(node, reading) != nil }

    /// A text whose variables all exist; nil after a report.
    func template(_ node: YAMLNode, _ reading: Reading) -> TextTemplate? {
        guard let text = reading.text(node) else { return nil }
        let template = TextTemplate(text)
        let unknown = template.variables.filter { !variables.contains($0) }
        for name in unknown {
            reading.report(
                at: node, "there is no variable '{\(name)}'",
                suggestion: Spelling.question(Spelling.closest(to: name, among: variables))
                    ?? "describe it under 'values'")
        }
        return unknown.isEmpty ? template : nil
    }
}
