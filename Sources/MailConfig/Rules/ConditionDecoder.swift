import MailRouting

/// Turns the keys of a condition into a `Condition`. Keys side by side must all hold.
struct ConditionDecoder {
    let lists: ListTable
    let names: RuleNames
    /// Priority lines decide the priority, so they cannot ask for it.
    let mayAskPriority: Bool
    let reading: Reading

    /// The conditions among the keys of `fields`, and those under its `when`; nil when there are none at all, not
    /// even a key that was reported and may have been meant as one.
    /// What could not be read has been reported and is left out.
    func condition(in fields: Fields) -> Condition? {
        var parts: [Condition] = []
        var isThere = fields.hasUnknownKeys
        for entry in fields.entries {
            if entry.name == "when" {
                isThere = true
                if let part = whole(entry.value, depth: 1) { parts.append(part) }
            } else if KnownKeys.condition.contains(entry.name) {
                isThere = true
                if let part = one(entry, depth: 1) { parts.append(part) }
            }
        }
        return isThere ? combined(parts) : nil
    }

    /// A mapping that is nothing but a condition: after `when`, `not`, or in `any` and `all`.
    func whole(_ node: YAMLNode, depth: Int) -> Condition? {
        guard depth <= Limits.conditionDepth else {
            reading.report(
                at: node, "more than \(Limits.conditionDepth) conditions inside each other",
                suggestion: "make several lines of it")
            return nil
        }
        guard let fields = Fields(node, KnownKeys.condition, of: "the condition", reading) else { return nil }
        guard !fields.entries.isEmpty else {
            reading.report(at: node, "the condition is empty")
            return nil
        }
        return combined(
            fields.entries.filter { KnownKeys.condition.contains($0.name) }.compactMap { one($0, depth: depth) })
    }

    private func combined(_ parts: [Condition]) -> Condition { parts.count == 1 ? parts[0] : .all(parts) }

    private func one(_ entry: YAMLEntry, depth: Int) -> Condition? {
        let node = entry.value
        switch entry.name {
        case "subject": return text(.subject, node)
        case "subject.raw": return text(.subjectRaw, node)
        case "from-name": return text(.name(.from), node)
        case "from": return fromAddress(node)
        case "from-domain": return fromDomain(node)
        case "mailbox": return mailbox(node)
        case "header-priority": return range(node).map { .headerPriority($0, at: node.location) }
        case "priority": return priority(entry)
        case "size": return size(node)
        case "any": return several(node, depth).map(Condition.any)
        case "all": return several(node, depth).map(Condition.all)
        case "not": return whole(node, depth: depth + 1).map(Condition.not)
        default: return header(entry)
        }
    }

    private func several(_ node: YAMLNode, _ depth: Int) -> [Condition]? {
        guard case .sequence(let items) = node.content, !items.isEmpty else {
            return reading.expected("a list of conditions", node, found: node.kind == "a list" ? "an empty list" : nil)
        }
        return items.compactMap { whole($0, depth: depth + 1) }
    }

    private func header(_ entry: YAMLEntry) -> Condition? {
        let name = entry.name.dropFirst("header.".count)
        // RFC 5322 section 3.6.8: printable US-ASCII except the colon.
        guard name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }) else {
            return reading.expected("the name of a header field after 'header.'", entry.key)
        }
        return text(.header(name.lowercased()), entry.value)
    }

    private func mailbox(_ node: YAMLNode) -> Condition? {
        let read = reading.list("account names", minimum: 1) { item -> AccountName? in
            guard let name = self.reading.text(item) else { return nil }
            if let accounts = self.names.accounts, !accounts.contains(AccountName(name)) {
                self.reading.report(
                    at: item, "unknown account \(name.quotedForFinding)",
                    suggestion: Spelling.suggestion(for: name, among: accounts.map(\.rawValue)))
                return nil
            }
            return AccountName(name)
        }
        return read(node).map { .mailbox(Set($0), at: node.location) }
    }

    private func priority(_ entry: YAMLEntry) -> Condition? {
        guard mayAskPriority else {
            reading.report(
                at: entry.key, "a priority line cannot ask for the priority it helps to decide",
                suggestion: "did you mean 'header-priority'?")
            return nil
        }
        return range(entry.value).map { .priority($0, at: entry.value.location) }
    }

    private func range(_ node: YAMLNode) -> PriorityRange? {
        guard let text = reading.text(node) else { return nil }
        guard let range = PriorityRange(text: text) else {
            let names = Priority.allCases.reversed().map(\.name)
            return reading.expected(
                "a priority", node,
                suggestion: Spelling.question(Spelling.closest(to: text, among: names + names.map { $0 + "+" }))
                    ?? "use \(names.joined(separator: ", ")), with '+' for at least and '-' for at most")
        }
        return range
    }

    private func size(_ node: YAMLNode) -> Condition? {
        guard let fields = Fields(node, KnownKeys.size, of: "the size", reading) else { return nil }
        let bound = reading.size(1...2_000_000_000)
        let over = fields.optional("over", bound).map { Condition.size(.over($0), at: node.location) }
        let under = fields.optional("under", bound).map { Condition.size(.under($0), at: node.location) }
        if !fields.has("over"), !fields.has("under") {
            reading.report(at: node, "the size lacks a bound", suggestion: "such as {over: 20MB}")
        }
        let parts = [over, under].compactMap(\.self)
        return parts.isEmpty ? nil : combined(parts)
    }
}
