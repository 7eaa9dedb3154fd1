import MailRouting

/// Turns the keys of a condition into a `Condition`. Keys side by side must all hold.
///
/// What single keys mean is in the files beside this one: texts, addresses, attachments, and all other facts.
struct ConditionDecoder {
    let lists: ListTable
    let times: TimeTable
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

    func combined(_ parts: [Condition]) -> Condition { parts.count == 1 ? parts[0] : .all(parts) }

    private func one(_ entry: YAMLEntry, depth: Int) -> Condition? {
        let node = entry.value
        if let (field, part) = Self.addressKey(entry.name) { return address(field, part, key: entry.name, node) }
        switch entry.name {
        case "subject": return text(TextSubject(key: "subject", field: .subject, header: "subject"), node)
        case "subject.raw": return text(TextSubject(key: "subject.raw", field: .subjectRaw), node)
        case "body": return text(TextSubject(key: "body", field: .body), node)
        case "attachment": return attachment(node)
        case "size": return bounds(node, "the size", such: "20MB", reading.size(1...2_000_000_000)).map(size(at: node))
        case "mailbox": return mailbox(node)
        case "priority": return priority(entry)
        case "header-priority": return range(node).map { .headerPriority($0, at: node.location) }
        case "language": return language(node)
        case "automated": return automated(node)
        case "authentication": return authentication(node)
        case "spam": return reading.truth(node).map { .spam($0, at: node.location) }
        case "known-sender": return reading.truth(node).map { .knownSender($0, at: node.location) }
        case "time": return time(node)
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
        let lowered = name.lowercased()
        return text(TextSubject(key: entry.name, field: .header(lowered), header: lowered), entry.value)
    }
}
