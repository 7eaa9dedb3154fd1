import MailRouting

/// Conditions on authors: whole addresses and domains, spelled out or from lists.
extension ConditionDecoder {
    func fromAddress(_ node: YAMLNode) -> Condition? {
        values(node, Self.address, "an address").map { $0.condition(.address, at: node) }
    }

    func fromDomain(_ node: YAMLNode) -> Condition? {
        values(node, Self.domain, "a domain").map { $0.condition(.domain, at: node) }
    }

    private struct Found {
        let values: Set<String>
        /// Nil when the values were spelled out or come from several lists.
        let list: String?

        func condition(_ part: AddressCondition.Part, at node: YAMLNode) -> Condition {
            .address(AddressCondition(field: .from, part: part, values: values, list: list, location: node.location))
        }
    }

    /// One value, a list of values, the name of a list, or `{in: LIST}`.
    private func values(_ node: YAMLNode, _ read: (String) -> String?, _ what: String) -> Found? {
        var names: [YAMLNode] = []
        var values: Set<String> = []
        switch node.content {
        case .mapping:
            names = listNames(node)
            if names.isEmpty { return nil }
        case .sequence, .scalar:
            for item in reading.list("values", minimum: 1, { $0 })(node) ?? [] {
                guard let text = reading.text(item) else { continue }
                if item.isPlain, lists[text] != nil {
                    names.append(item)
                } else if let value = read(text) {
                    values.insert(value)
                } else {
                    let similar = Spelling.question(Spelling.closest(to: text, among: lists.names))
                    reading.report(
                        at: item, "expected \(what) or the name of a list, found \(item.kind)",
                        suggestion: similar ?? hint(text, what))
                }
            }
        }
        for item in names {
            guard let name = item.spelling, let list = list(name, item) else { continue }
            for entry in list.entries {
                guard let value = read(entry.text) else {
                    reading.report(
                        at: entry.location, length: entry.text.unicodeScalars.count,
                        "expected \(what), found \(entry.text.quotedForFinding)",
                        suggestion: hint(entry.text, what) ?? "the list is used in \(item.location.short)")
                    continue
                }
                values.insert(value)
            }
        }
        let isOneList = names.count == 1 && node.content.isOneName
        return Found(values: values, list: isOneList ? names[0].spelling : nil)
    }

    private func hint(_ text: String, _ what: String) -> String? {
        if text.utf8.contains(where: { $0 >= 0x80 }) { return "write an international domain in its xn-- form" }
        if what == "a domain", text.contains("@") { return "write what stands after the '@'" }
        return what == "an address" && !text.contains("@") ? "use 'from-domain' for a domain" : nil
    }

    private static func address(_ text: String) -> String? {
        guard let address = Address(text), HostName.isName(address.domain[...]) else { return nil }
        return address.key
    }

    /// With a dot: a single label is never the domain of an author, but easily a misspelt list.
    private static func domain(_ text: String) -> String? {
        HostName.isName(text[...]) && text.contains(".") ? text.lowercased() : nil
    }
}

extension YAMLNode.Content {
    /// A single name, directly or after `in:`.
    fileprivate var isOneName: Bool {
        if case .sequence = self { return false }
        return true
    }
}
