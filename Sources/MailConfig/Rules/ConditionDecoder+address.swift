import MailRouting

/// Conditions on address fields: whole addresses, domains and display names, spelled out, from lists, or as texts.
extension ConditionDecoder {
    /// What the key of an address field asks: `to` for addresses, `to-domain` for their domains, `to-name` for names.
    enum AddressKey {
        case part(AddressCondition.Part)
        case name
    }

    static func addressKey(_ name: String) -> (AddressField, AddressKey)? {
        if let field = AddressField(rawValue: name) { return (field, .part(.address)) }
        for (ending, key) in [("-domain", AddressKey.part(.domain)), ("-name", .name)] where name.hasSuffix(ending) {
            if let field = AddressField(rawValue: String(name.dropLast(ending.utf8.count))) { return (field, key) }
        }
        return nil
    }

    func address(_ field: AddressField, _ asked: AddressKey, key: String, _ node: YAMLNode) -> Condition? {
        guard case .part(let part) = asked else { return text(TextSubject(key: key, field: .name(field)), node) }
        let isWhole = part == .address
        let mayBeAbsent = isWhole && [.to, .cc, .replyTo].contains(field)
        let subject = TextSubject(
            key: key, field: isWhole ? .address(field) : .domain(field), address: (field, part),
            header: mayBeAbsent ? field.rawValue : nil)
        if case .mapping = node.content { return operators(subject, node) }
        return values(subject, part, node).map { found in
            .address(
                AddressCondition(
                    field: field, part: part, values: found.values, list: found.list, location: node.location))
        }
    }

    /// `in: oem`, or several lists.
    func members(_ subject: TextSubject, _ entry: YAMLEntry) -> Condition? {
        guard let (field, part) = subject.address else { return nil }
        let nodes = reading.list("list names", minimum: 1) { $0 }(entry.value) ?? []
        let lists = nodes.compactMap { list($0, for: subject, part: part) }
        if lists.isEmpty { return nil }
        let values = union(lists.map { $0.values(part, usedAt: entry.value, reading) })
        let name = nodes.count == 1 ? nodes[0].spelling : nil
        return .address(
            AddressCondition(field: field, part: part, values: values, list: name, location: entry.value.location))
    }

    /// One value, a list of values, or names of lists. The list's name, where there is nothing else.
    private func values(
        _ subject: TextSubject, _ part: AddressCondition.Part, _ node: YAMLNode
    ) -> (values: Set<String>, list: String?)? {
        guard let items = reading.list("values", minimum: 1, { $0 })(node) else { return nil }
        var spelled: Set<String> = []
        var sets: [Set<String>] = []
        for item in items {
            guard let text = reading.text(item) else { continue }
            if item.isPlain, lists[text] != nil {
                if let list = list(item, for: subject, part: part) {
                    sets.append(list.values(part, usedAt: item, reading))
                }
            } else if let value = part.key(text) {
                spelled.insert(value)
            } else {
                let similar = Spelling.question(Spelling.closest(to: text, among: lists.names))
                reading.report(
                    at: item, "expected \(part.what) or the name of a list, found \(item.kind)",
                    suggestion: similar ?? part.hint(text))
            }
        }
        let name = sets.count == 1 && spelled.isEmpty ? items.first?.spelling : nil
        return (union(spelled.isEmpty ? sets : [spelled] + sets), name)
    }

    /// Shares the set of a list that stands alone, however many lines use it.
    private func union(_ sets: [Set<String>]) -> Set<String> {
        sets.count == 1 ? sets[0] : sets.reduce(into: []) { $0.formUnion($1) }
    }
}

extension AddressCondition.Part {
    /// The form in which `text` is compared; nil when it is no such thing.
    func key(_ text: String) -> String? {
        switch self {
        case .address:
            guard let address = Address(text), HostName.isName(address.domain[...]) else { return nil }
            return address.key
        // With a dot: a single label is never the domain of an author, but easily a misspelt list.
        case .domain: return HostName.isName(text[...]) && text.contains(".") ? text.lowercased() : nil
        }
    }

    var what: String { self == .address ? "an address" : "a domain" }

    func hint(_ text: String) -> String? {
        if text.utf8.contains(where: { $0 >= 0x80 }) { return "write an international domain in its xn-- form" }
        if self == .domain, text.contains("@") { return "write what stands after the '@'" }
        return self == .address && !text.contains("@") ? "use 'from-domain' for a domain" : nil
    }
}
