import MailRouting

/// The conditions of imapautofiler's rules.
///
/// It looks at the first field of a name only and takes a field that is not there for an empty text; rules look at
/// every field of the name and only at those that are there.
struct AutofilerConditions {
    let findings: ImportFindings

    /// Nil, and reported, when there is no such condition.
    func condition(of rule: YAMLNode, depth: Int = 1) -> ImportedCondition? {
        guard depth <= Limits.conditionDepth else {
            findings.missing(at: rule.place, "more than \(Limits.conditionDepth) rules inside each other")
            return nil
        }
        if let inner = rule["or"] { return several(inner, depth).map(ImportedCondition.some) }
        if let inner = rule["and"] { return several(inner, depth).map(ImportedCondition.every) }
        if let headers = rule["headers"] {
            return all(headers.items ?? []) { header($0, $0["name"]?.spelling) }.map(ImportedCondition.every)
        }
        if let recipient = rule["recipient"] {
            return all(["to", "cc"]) { header(recipient, $0) }.map(ImportedCondition.some)
        }
        if rule.has("is-mailing-list") || rule.has("header-exists") {
            let standard = rule.has("is-mailing-list") ? "list-id" : nil
            let inner = rule["header-exists"]?["name"] ?? rule["is-mailing-list"]?["name"] ?? rule["name"]
            return fieldName(inner?.spelling ?? standard, rule).map { .header($0, isPresent: true) }
        }
        if let limit = rule["time-limit"] {
            findings.missing(at: limit.place, "rules decide when a message arrives and do not wait for its age")
            return nil
        }
        findings.missing(at: rule.place, "a rule without a condition that is known")
        return nil
    }

    private func several(_ node: YAMLNode, _ depth: Int) -> [ImportedCondition]? {
        let rules = node["rules"]?.items ?? []
        return rules.isEmpty ? [.never] : all(rules) { condition(of: $0, depth: depth + 1) }
    }

    /// Nil when one of `items` has no condition, after looking at every one; none at all is never true.
    private func all<Item>(_ items: [Item], _ read: (Item) -> ImportedCondition?) -> [ImportedCondition]? {
        if items.isEmpty { return [.never] }
        let parts = items.map(read)
        return parts.contains(nil) ? nil : parts.compactMap(\.self)
    }

    private func header(_ node: YAMLNode, _ name: String?) -> ImportedCondition? {
        guard let name = fieldName(name, node) else { return nil }
        let absent = ImportedCondition.header(name, isPresent: false)
        let term: SieveTerm
        if let text = node["substring"]?.spelling {
            if text.isEmpty { return .always }
            term = SieveTerm(text, .contains)
        } else if let regex = node["regex"]?.spelling {
            // Python and RE2 read alike whatever RE2 takes at all, but for the case of letters.
            findings.note(
                at: node.place,
                "rules ignore upper and lower case in a regex, and a field that is not there never matches")
            term = Pattern.check(regex).map { .untranslatable($0) } ?? .text(.regex, regex)
        } else if let text = node["value"]?.spelling {
            term = SieveTerm(text, .is)
            if text.isEmpty {
                return .some([absent, .fact("header.\(name)", .mapping([.init("regex", .quoted("^$"))]))])
            }
        } else {
            findings.missing(at: node.place, "expected 'substring', 'regex' or 'value'")
            return nil
        }
        guard case .text(let match, let text) = term else {
            if case .untranslatable(let reason) = term {
                findings.missing(at: node.place, "not the same in a rule: \(reason)", "write the condition by hand")
            }
            return nil
        }
        findings.noteWiderMatching(at: node.place)
        return .fact("header.\(name)", .mapping([.init(match.rawValue, .quoted(text))]))
    }

    private func fieldName(_ name: String?, _ node: YAMLNode) -> String? {
        guard let name, !name.isEmpty,
            name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") })
        else {
            findings.missing(at: node.place, "expected 'name', the name of a header field")
            return nil
        }
        return name.lowercased()
    }
}

extension YAMLNode {
    /// The value of a key, for files whose keys are not ours.
    subscript(_ key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.name == key }?.value
    }

    func has(_ key: String) -> Bool { self[key] != nil }

    /// The items of a list; nil for everything else.
    var items: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }
}
