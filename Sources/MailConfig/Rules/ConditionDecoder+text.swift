import MailRouting

/// What a key asks about, as far as its value can be compared as a text.
struct TextSubject {
    /// As the rules write it, for findings.
    let key: String
    let field: TextField
    /// Where the texts are addresses or domains, which lists of these can be compared with.
    var address: (AddressField, AddressCondition.Part)?
    /// The header field whose presence the key may ask, lower-cased.
    var header: String?

    /// The keys of its long form.
    var keys: KeySet { KnownKeys.TextKind(hasLists: address != nil, hasPresence: header != nil).operators }

    /// Whether entries of this kind can be compared with it as texts. Any header field can hold an address.
    func bears(_ kind: ListTable.Kind) -> Bool {
        switch (field, kind) {
        case (_, .text), (.header, _), (.address, .address), (.domain, .domain): true
        default: false
        }
    }
}

/// Conditions on texts.
///
/// In the short form a plain word is the name of a list and a quoted text is itself, both compared by whole words. A
/// plain word that names no list is a mistake, never quietly a text: `subject: complaints` would otherwise look for
/// that word for ever while its author believes in the list `complaint`. In the long form terms are texts, and a list is
/// named with `{in: NAME}`; a plain term that is also the name of a list must be put in quotes for the same reason.
extension ConditionDecoder {
    func text(_ subject: TextSubject, _ node: YAMLNode) -> Condition? {
        switch node.content {
        case .scalar: return short(subject, [node], at: node)
        case .sequence(let items):
            guard !items.isEmpty else { return reading.expected("lists or texts", node, found: "an empty list") }
            return short(subject, items, at: node)
        case .mapping: return operators(subject, node)
        }
    }

    private func short(_ subject: TextSubject, _ items: [YAMLNode], at node: YAMLNode) -> Condition? {
        var terms: [String] = []
        var parts: [Condition] = []
        for item in items {
            guard let text = reading.text(item) else { continue }
            if !item.isPlain {
                check(text, .word, subject, at: item.location, length: item.length)
                terms.append(text)
            } else if let condition = named(subject, .word, item, orText: true) {
                parts.append(condition)
            }
        }
        if !terms.isEmpty {
            let condition = TextCondition(
                field: subject.field, match: .word, terms: terms, list: nil, location: node.location)
            parts.insert(.text(condition), at: 0)
        }
        if parts.isEmpty { return nil }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    /// The long form: operators, which must all hold.
    func operators(_ subject: TextSubject, _ node: YAMLNode) -> Condition? {
        let owner = subject.address == nil ? "the text condition" : "the address condition"
        guard let fields = Fields(node, subject.keys, of: owner, reading) else { return nil }
        guard !fields.entries.isEmpty else {
            reading.report(
                at: node, "\(owner) is empty", suggestion: "use \(subject.keys.keys.joined(separator: ", "))")
            return nil
        }
        var parts = fields.entries.compactMap { entry -> Condition? in
            guard let match = TextMatch(rawValue: entry.name) else {
                return entry.name == "in" ? members(subject, entry) : nil
            }
            if case .mapping = entry.value.content { return named(subject, match, entry.value) }
            return spelled(subject, match, entry.value)
        }
        if let header = subject.header, let part = presence(fields, of: header) { parts.append(part) }
        return parts.isEmpty ? nil : combined(parts)
    }

    /// `word: {in: complaint}`
    private func named(_ subject: TextSubject, _ match: TextMatch, _ node: YAMLNode) -> Condition? {
        guard let fields = Fields(node, KnownKeys.inList, of: "the list reference", reading) else { return nil }
        let nodes = fields.required("in", reading.list("list names", minimum: 1) { $0 }) ?? []
        let parts = nodes.compactMap { named(subject, match, $0, orText: false) }
        if parts.isEmpty { return nil }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private func named(_ subject: TextSubject, _ match: TextMatch, _ node: YAMLNode, orText: Bool) -> Condition? {
        guard let list = list(node, for: subject, orText: orText) else { return nil }
        list.eachOnce(match, of: subject.field) { check($0.text, match, subject, at: $0.location, length: $0.length) }
        return .text(
            TextCondition(
                field: subject.field, match: match, terms: list.terms, list: node.spelling, location: node.location))
    }

    /// `word: [urgent, dringend]`
    private func spelled(_ subject: TextSubject, _ match: TextMatch, _ node: YAMLNode) -> Condition? {
        let read = reading.list("texts", minimum: 1) { item -> String? in
            guard let text = self.reading.text(item) else { return nil }
            if item.isPlain, self.lists[text] != nil {
                self.reading.report(
                    at: item, "\(text.quotedForFinding) is also the name of a list",
                    suggestion: "write {in: \(text)} for the list, or put the text in quotes")
            }
            self.check(text, match, subject, at: item.location, length: item.length)
            return text
        }
        return read(node).map {
            .text(TextCondition(field: subject.field, match: match, terms: $0, list: nil, location: node.location))
        }
    }

    /// Reports a term that no text could ever match.
    private func check(
        _ term: String, _ match: TextMatch, _ subject: TextSubject, at location: SourceLocation, length: Int
    ) {
        guard let reason = TextCondition.reasonAgainst(term, match, of: subject.field) else { return }
        let isWordless = match == .word && !term.isEmpty
        reading.report(
            at: location, length: length, reason,
            suggestion: isWordless ? "use 'contains' to look for single characters" : nil)
    }

    /// The list `node` names, where its kind can be compared with `subject`; nil after a report.
    ///
    /// - Parameter part: What it is compared as; nil for texts.
    func list(
        _ node: YAMLNode, for subject: TextSubject, part: AddressCondition.Part? = nil, orText: Bool = false
    ) -> ListTable.List? {
        guard let name = reading.text(node) else { return nil }
        guard let list = lists[name] else {
            unknownList(name, node, orText: orText)
            return nil
        }
        list.isUsed = true
        guard let kind = list.kind else { return list }
        let isFit = part.map { kind == ($0 == .address ? .address : .domain) } ?? subject.bears(kind)
        if isFit { return list }
        reading.report(
            at: node,
            "the list \(name.quotedForFinding) holds \(kind.plural), which '\(subject.key)' cannot be compared with",
            suggestion: "use it under a key such as '\(kind.usualKey)'")
        return nil
    }

    private func unknownList(_ name: String, _ node: YAMLNode, orText: Bool) {
        let similar = Spelling.question(Spelling.closest(to: name, among: lists.names))
        let hint = orText ? "put a text in quotes" : lists.names.isEmpty ? "there are no lists" : nil
        let known = hint ?? "use one of \(lists.names.joined(separator: ", "))"
        reading.report(
            at: node, "unknown list \(name.quotedForFinding)",
            suggestion: orText && similar != nil ? "\(similar ?? "") Or \(known)" : similar ?? known)
    }
}
