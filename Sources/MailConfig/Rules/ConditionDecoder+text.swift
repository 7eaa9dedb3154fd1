import MailRouting

/// Conditions on texts.
///
/// In the short form a plain word is the name of a list and a quoted text is itself, both compared by whole words. A
/// plain word that names no list is a mistake, never quietly a text: `subject: complaints` would otherwise look for
/// that word for ever while its author believes in the list `complaint`. In the long form terms are texts, and a list is
/// named with `{in: NAME}`; a plain term that is also the name of a list must be put in quotes for the same reason.
extension ConditionDecoder {
    func text(_ field: TextField, _ node: YAMLNode) -> Condition? {
        switch node.content {
        case .scalar: return short(field, [node], at: node)
        case .sequence(let items):
            guard !items.isEmpty else { return reading.expected("lists or texts", node, found: "an empty list") }
            return short(field, items, at: node)
        case .mapping: return long(field, node)
        }
    }

    private func short(_ field: TextField, _ items: [YAMLNode], at node: YAMLNode) -> Condition? {
        var terms: [String] = []
        var parts: [Condition] = []
        for item in items {
            guard let text = reading.text(item) else { continue }
            if !item.isPlain {
                terms.append(text)
            } else if let list = list(text, item, orText: true) {
                parts.append(condition(field, .word, terms: list.entries, list: text, at: item))
            }
        }
        if !terms.isEmpty {
            let condition = TextCondition(field: field, match: .word, terms: terms, list: nil, location: node.location)
            parts.insert(.text(condition), at: 0)
        }
        if parts.isEmpty { return nil }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private func long(_ field: TextField, _ node: YAMLNode) -> Condition? {
        guard let fields = Fields(node, KnownKeys.text, of: "the text condition", reading) else { return nil }
        guard !fields.entries.isEmpty else {
            reading.report(at: node, "the text condition is empty")
            return nil
        }
        let parts = fields.entries.compactMap { entry -> Condition? in
            guard let match = TextMatch(rawValue: entry.name) else { return nil }
            if case .mapping = entry.value.content { return named(field, match, entry.value) }
            return spelled(field, match, entry.value)
        }
        if parts.isEmpty { return nil }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    /// `word: {in: complaint}`
    private func named(_ field: TextField, _ match: TextMatch, _ node: YAMLNode) -> Condition? {
        let parts = listNames(node).compactMap { item -> Condition? in
            guard let name = item.spelling, let list = list(name, item) else { return nil }
            if match == .regex { for entry in list.entries { checkRegex(entry.text, at: entry.location) } }
            return condition(field, match, terms: list.entries, list: name, at: item)
        }
        if parts.isEmpty { return nil }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    /// `word: [urgent, dringend]`
    private func spelled(_ field: TextField, _ match: TextMatch, _ node: YAMLNode) -> Condition? {
        let read = reading.list("texts", minimum: 1) { item -> String? in
            guard let text = self.reading.text(item) else { return nil }
            if item.isPlain, self.lists[text] != nil {
                self.reading.report(
                    at: item, "\(text.quotedForFinding) is also the name of a list",
                    suggestion: "write {in: \(text)} for the list, or put the text in quotes")
            }
            if match == .regex { self.checkRegex(text, at: item.location, length: item.length) }
            return text
        }
        return read(node).map {
            .text(TextCondition(field: field, match: match, terms: $0, list: nil, location: node.location))
        }
    }

    private func condition(
        _ field: TextField, _ match: TextMatch, terms: [ListTable.Entry], list: String, at node: YAMLNode
    ) -> Condition {
        .text(
            TextCondition(
                field: field, match: match, terms: terms.map(\.text), list: list, location: node.location))
    }

    private func checkRegex(_ regex: String, at location: SourceLocation, length: Int = 1) {
        guard let reason = Pattern.check(regex) else { return }
        reading.report(at: location, length: length, "unusable regex \(regex.quotedForFinding): \(reason)")
    }

    /// The nodes after `in:`: one name, or several.
    func listNames(_ node: YAMLNode) -> [YAMLNode] {
        guard let fields = Fields(node, KnownKeys.inList, of: "the list reference", reading) else { return [] }
        return fields.required("in", reading.list("list names", minimum: 1) { $0 }) ?? []
    }

    /// The list of this name; nil, and reported, when there is none.
    func list(_ name: String, _ node: YAMLNode, orText: Bool = false) -> ListTable.List? {
        if let list = lists[name] { return list }
        let similar = Spelling.question(Spelling.closest(to: name, among: lists.names))
        let hint = orText ? "put a text in quotes" : lists.names.isEmpty ? "there are no lists" : nil
        let known = hint ?? "use one of \(lists.names.joined(separator: ", "))"
        reading.report(
            at: node, "unknown list \(name.quotedForFinding)",
            suggestion: orText && similar != nil ? "\(similar ?? "") Or \(known)" : similar ?? known)
        return nil
    }
}
