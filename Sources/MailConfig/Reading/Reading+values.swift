import MailRouting

/// The values files are made of. Each reader reports what is wrong and returns nil, or returns the value.
extension Reading {
    /// A text: quoted, or plain and neither nothing nor a truth value. A plain number keeps its spelling.
    func text(_ node: YAMLNode) -> String? {
        guard let text = node.spelling, !node.isNull else { return expected("a text", node) }
        guard node.boolean == nil else { return expected("a text", node, suggestion: "put it in quotes") }
        guard !text.isEmpty else { return expected("a text", node, found: "an empty text") }
        return text
    }

    func boolean(_ node: YAMLNode) -> Bool? {
        guard let value = node.boolean else {
            return expected("true or false", node, suggestion: truthSuggestion(node.spelling))
        }
        return value
    }

    /// `yes` or `no`, as rules are spoken; `true` and `false` are the same.
    func truth(_ node: YAMLNode) -> Bool? {
        switch node.spelling {
        case "yes", "true": true
        case "no", "false": false
        default: expected("yes or no", node)
        }
    }

    /// YAML 1.1 habits: `yes`, `on`, `off` are texts here, and quietly true elsewhere.
    private func truthSuggestion(_ text: String?) -> String? {
        switch text?.lowercased() {
        case "yes", "on", "true": "write true"
        case "no", "off", "false": "write false"
        default: nil
        }
    }

    func integer(_ range: ClosedRange<Int>, _ what: String) -> (YAMLNode) -> Int? {
        { node in
            guard let value = node.integer, range.contains(value) else {
                return self.expected("\(what) (\(range.lowerBound) to \(range.upperBound))", node)
            }
            return value
        }
    }

    func port(_ node: YAMLNode) -> UInt16? { integer(1...65535, "a port")(node).flatMap(UInt16.init(exactly:)) }

    /// One of a few words.
    func word<Value>(_ what: String, _ values: [(String, Value)]) -> (YAMLNode) -> Value? {
        { node in
            if let text = node.spelling, let match = values.first(where: { $0.0 == text }) { return match.1 }
            let known = values.map(\.0)
            let hint = node.spelling.map { Spelling.suggestion(for: $0, among: known) }
            return self.expected(what, node, suggestion: hint ?? "use one of \(known.joined(separator: ", "))")
        }
    }

    func word<Value: RawRepresentable<String> & CaseIterable>(_ what: String, _: Value.Type) -> (YAMLNode) -> Value? {
        word(what, Value.allCases.map { ($0.rawValue, $0) })
    }

    /// A list of at least `minimum` values, or one value that stands for a list of one.
    func list<Value>(_ what: String, minimum: Int = 0, _ read: @escaping (YAMLNode) -> Value?) -> (YAMLNode) -> [Value]?
    {
        { node in
            guard case .sequence(let items) = node.content else {
                if node.spelling != nil, !node.isNull { return read(node).map { [$0] } }
                return self.expected("a list of \(what)", node)
            }
            guard items.count >= minimum else {
                return self.expected("a list of \(what)", node, found: "an empty list")
            }
            return items.compactMap(read)
        }
    }

    /// A name a person gives to a thing: short, and safe in a mailbox name, a file name and a log line.
    func name(_ node: YAMLNode) -> String? {
        guard let text = text(node) else { return nil }
        let isName =
            text.utf8.count <= 63 && text.utf8.first.map(isLetterOrDigit) == true
            && text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        guard isName else {
            return expected(
                "a name", node, suggestion: "use up to 63 of a-z, 0-9, '-' and '_', a letter or digit first")
        }
        return text
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }

    /// An IMAP mailbox name in readable form, at most 255 octets, without characters that cannot be sent or listed.
    func mailbox(_ node: YAMLNode) -> MailboxName? {
        guard let text = text(node) else { return nil }
        guard text.isMailboxName else {
            return expected("a mailbox name", node, suggestion: "up to 255 octets, without '*' and '%'")
        }
        return MailboxName(text)
    }

    /// `application/pdf` (RFC 2045 section 5.1), lower-cased.
    func mediaType(_ node: YAMLNode) -> String? { mediaType(node, such: "application/pdf") { !$0.hasSuffix("/*") } }

    /// `application/pdf`, or `image/*` for all of a type.
    func mediaRange(_ node: YAMLNode) -> String? { mediaType(node, such: "application/pdf or image/*") { _ in true } }

    private func mediaType(_ node: YAMLNode, such examples: String, _ isFit: (String) -> Bool) -> String? {
        guard let text = text(node)?.lowercased() else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let areTokens = parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>@,;:\\\"[]?=".utf8.contains($0) }
        }
        let isWhole = parts.count == 2 && !parts[0].contains("*") && (parts[1] == "*" || !parts[1].contains("*"))
        guard areTokens, isWhole, isFit(text) else {
            return expected("a media type", node, suggestion: "such as \(examples)")
        }
        return text
    }

    /// The items of a list as they stand; nothing at all counts as an empty one.
    func items(_ what: String) -> (YAMLNode) -> [YAMLNode] {
        { node in
            switch node.content {
            case .sequence(let items): return items
            case .scalar where node.isNull: return []
            default:
                self.report(at: node, "expected a list of \(what), found \(node.kind)")
                return []
            }
        }
    }

    /// `expected X, found Y` at `node`; always nil, so that a reader can return it.
    func expected<Value>(_ what: String, _ node: YAMLNode, found: String? = nil, suggestion: String? = nil) -> Value? {
        report(at: node, "expected \(what), found \(found ?? node.kind)", suggestion: suggestion)
        return nil
    }
}
