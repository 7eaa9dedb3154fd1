import MailRouting

/// Reads what a field of a decision must say, in cases and in examples.
struct ExpectationDecoder {
    /// What the rules have; other names would be mistakes.
    let lines: Set<String>
    let departments: Set<String>
    let templates: Set<String>
    let reading: Reading

    /// Nil only after a report.
    func values(of field: DecisionField, _ node: YAMLNode) -> [String]? {
        switch field {
        case .rule: known("line", lines)(node).map { [$0] }
        case .department: known("department", departments)(node).map { [$0] }
        case .folder: unlessNone(node) { self.reading.mailbox($0)?.rawValue }
        case .priority: word("a priority", Priority.allCases.reversed().map(\.name))(node).map { [$0] }
        case .language:
            word("a language", Language.allCases.map(\.tag) + ["unknown"])(node).map { $0 == "unknown" ? [] : [$0] }
        case .keywords: reading.list("keywords", reading.text)(node).map { Set($0).sorted() }
        case .copies: reading.list("departments", known("department", departments))(node).map { Set($0).sorted() }
        case .acknowledge, .asked: unlessNone(node, known("template", templates.union(["none"])))
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
    private func known(_ what: String, _ names: Set<String>) -> (YAMLNode) -> String? {
        { node in
            guard let text = reading.text(node) else { return nil }
            if names.contains(text) { return text }
            reading.report(
                at: node, "the rules have no \(what) \(text.quotedForFinding)",
                suggestion: Spelling.question(Spelling.closest(to: text, among: names.sorted())))
            return nil
        }
    }
}
