import MailRouting

/// Ids, and the names that come from the configuration and the templates.
extension RuleSetDecoder {
    /// The `id` of a line, unique over all files.
    func id(_ fields: Fields) -> RuleID? {
        fields.required("id", hint: "decisions and explanations name the line by it") { node -> RuleID? in
            guard let text = reading.text(node) else { return nil }
            let isID =
                text.utf8.count <= 100
                && text.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
                        || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains($0)
                }
            guard isID else {
                return reading.expected("an id", node, suggestion: "use up to 100 letters, digits, '.', '-' and '_'")
            }
            let id = RuleID(text)
            if let first = ids[id] {
                reading.report(at: node, "duplicate id '\(id)'", suggestion: "it is already given in \(first.short)")
            } else {
                ids[id] = node.location
            }
            return id
        }
    }

    func department(_ node: YAMLNode) -> DepartmentName? {
        known(node, "department", names.departments)
    }

    /// A template, or `none`.
    func template(_ node: YAMLNode) -> TemplateName? {
        known(node, "template", names.templates.map { $0 + ["none"] })
    }

    func account(_ node: YAMLNode) -> AccountName? {
        known(node, "account", names.accounts)
    }

    private func known<Kind: Name>(_ node: YAMLNode, _ what: String, _ known: [Kind]?) -> Kind? {
        guard let text = reading.text(node) else { return nil }
        let name = Kind(rawValue: text)
        if let known, !known.contains(name) {
            reading.report(
                at: node, "unknown \(what) \(text.quotedForFinding)",
                suggestion: Spelling.suggestion(for: text, among: known.map(\.rawValue)))
        }
        return name
    }

    func keyword(_ node: YAMLNode) -> Keyword? {
        guard let text = reading.text(node) else { return nil }
        guard text.isKeyword else {
            return reading.expected(
                "an IMAP keyword", node,
                suggestion: "use up to 64 visible ASCII characters without spaces and without ( ) { % * \" \\ ]")
        }
        return Keyword(text)
    }
}
