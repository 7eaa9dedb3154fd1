import MailRouting

/// YAML of ours on its way to a file; `YAMLFormat` breaks the lines.
indirect enum RuleText: Hashable {
    /// A text somebody wrote: always in quotes, because a plain word can be the name of a list.
    case quoted(String)
    /// A word of the rule language, a name or a number.
    case plain(String)
    case sequence([RuleText])
    case mapping([Entry])

    struct Entry: Hashable {
        let key: String
        let value: RuleText
        init(_ key: String, _ value: RuleText) {
            self.key = key
            self.value = value
        }
    }

    /// One text, or a list of several.
    static func texts(_ texts: [String]) -> RuleText {
        texts.count == 1 ? .quoted(texts[0]) : .sequence(texts.map(RuleText.quoted))
    }

    /// On one line: `{id: a, subject: "b"}`.
    var flow: String {
        switch self {
        case .quoted(let text): Self.quoted(text)
        case .plain(let text): text
        case .sequence(let items): "[\(items.map(\.flow).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\(Self.key($0.key)): \($0.value.flow)" }.joined(separator: ", "))}"
        }
    }

    /// Keys of ours are plain; the name of a header field may hold anything printable.
    private static func key(_ key: String) -> String {
        let isPlain = key.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                || $0 == 0x2E || $0 == 0x5F
        }
        return isPlain ? key : quoted(key)
    }

    /// In double quotes (YAML 1.2 section 5.7); what cannot be seen or is refused in files is written as its number.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case _ where TextInspection.isRefused(scalar) || scalar.properties.generalCategory == .format:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension String {
    /// Fit for a comment: one line, nothing invisible, not too long.
    var inComment: String {
        let scalars = unicodeScalars.prefix(Limits.commentScalars).map { scalar -> Character in
            TextInspection.isRefused(scalar) ? " " : Character(scalar)
        }
        return String(scalars)
    }
}
