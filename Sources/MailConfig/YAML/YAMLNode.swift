import MailRouting

/// One node of a YAML document, with the place it was written at.
///
/// Scalars keep their spelling and whether they were plain or quoted: only a plain scalar can be a number, a truth
/// value or nothing, and `no`, `on` and `22:30` are always text (YAML 1.2 core schema, section 10.3).
struct YAMLNode: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }
    let content: Content
    let location: SourceLocation
    /// Columns from the start to the end, or to the end of its first line; at least 1.
    let length: Int
}

/// One `key: value` of a mapping, in the order of the file. Keys are always scalars.
struct YAMLEntry: Sendable, Equatable {
    let key: YAMLNode
    let value: YAMLNode
    let name: String

    init(key: YAMLNode, value: YAMLNode) {
        self.key = key
        self.value = value
        name = key.spelling ?? ""
    }
}

extension YAMLNode {
    /// The text of a scalar as written, quotes removed; nil for lists and mappings.
    var spelling: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    var isPlain: Bool {
        guard case .scalar(_, let isPlain) = content else { return false }
        return isPlain
    }

    /// Nothing at all: an empty plain scalar, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, true) = content, text.utf8.count <= 4 else { return false }
        switch text {
        case "", "~", "null", "Null", "NULL": return true
        default: return false
        }
    }

    /// `true` or `false`, plain, in the three spellings of the core schema.
    var boolean: Bool? {
        guard case .scalar(let text, true) = content, text.utf8.count <= 5 else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// A plain whole number in base 10, 8 (`0o17`) or 16 (`0x1F`); nil when it does not fit 64 bits.
    var integer: Int? {
        guard case .scalar(let text, true) = content else { return nil }
        if text.hasPrefix("0o") { return digits(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return digits(text.dropFirst(2), radix: 16) }
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !unsigned.isEmpty, unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    private func digits(_ text: Substring, radix: Int) -> Int? {
        text.hasPrefix("-") || text.hasPrefix("+") ? nil : Int(text, radix: radix)
    }

    /// What the node is, in words for a finding: `a mapping`, `the number 5`, `the text 'abc'`.
    var kind: String {
        switch content {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar(let text, _):
            if isNull { return "nothing" }
            if let boolean { return boolean ? "the truth value true" : "the truth value false" }
            if integer != nil { return "the number \(text)" }
            return "the text \(text.quotedForFinding)"
        }
    }
}

extension String {
    /// In single quotes, control characters replaced and cut to what a message can bear.
    var quotedForFinding: String {
        let scalars = unicodeScalars.prefix(Limits.quotedScalars).map { scalar -> Character in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "\u{FFFD}" : Character(scalar)
        }
        return "'" + String(scalars) + (unicodeScalars.count > Limits.quotedScalars ? "…" : "") + "'"
    }
}
