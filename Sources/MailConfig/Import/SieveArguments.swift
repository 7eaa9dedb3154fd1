import MailRouting

/// The arguments of a command or test, sorted: tags with the value that belongs to them, and the rest in order.
struct SieveArguments {
    struct Tag {
        let name: String
        let place: SourcePlace
        let value: SieveArgument?
    }
    let tags: [Tag]
    let positional: [SieveArgument]

    /// Tags that are followed by a value, of everything that is translated and of what is known not to be.
    private static let withValue: Set = ["comparator", "flags", "over", "under", "count", "value", "index", "content"]

    init(_ arguments: [SieveArgument]) {
        var tags: [Tag] = []
        var positional: [SieveArgument] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard case .tag(let name) = argument.value else {
                positional.append(argument)
                continue
            }
            let value = Self.withValue.contains(name) ? rest.popFirst() : nil
            tags.append(Tag(name: name, place: argument.place, value: value))
        }
        self.tags = tags
        self.positional = positional
    }

    func tag(_ name: String) -> Tag? { tags.first { $0.name == name } }
}

extension SieveArgument {
    var number: Int? { if case .number(let number) = value { number } else { nil } }
    /// As they stand in the script.
    var strings: [String]? { if case .strings(let strings) = value { strings } else { nil } }
}

/// What the texts of a script mean: with `encoded-character` some hold characters by number (RFC 5228 section
/// 2.4.2.4), with `variables` some are not known before the script runs (RFC 5229).
struct SieveTexts {
    let required: Set<String>
    let findings: ImportFindings

    /// Nil, and reported, when the argument is no text or not the same for every message.
    func texts(_ argument: SieveArgument) -> [String]? {
        guard let strings = argument.strings else {
            findings.missing(at: argument.place, "expected a text")
            return nil
        }
        let texts = required.contains("encoded-character") ? strings.map(Self.decoded) : strings
        if required.contains("variables"), texts.contains(where: { $0.contains("${") }) {
            findings.missing(at: argument.place, "rules have no variables", "write a rule for each value")
            return nil
        }
        return texts
    }

    /// `${hex: c3 a4}` and `${unicode: e4}` replaced; anything malformed stays as it is.
    private static func decoded(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}"),
                let characters = characters(rest[start.upperBound..<end])
            else {
                result += "${"
                rest = rest[start.upperBound...]
                continue
            }
            result += characters
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func characters(_ inner: Substring) -> String? {
        let parts = inner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let numbers = parts[1].split(whereSeparator: \.isWhitespace).map { UInt32($0, radix: 16) }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) else { return nil }
        switch parts[0].lowercased() {
        case "hex": return String(validating: numbers.map { UInt8(truncatingIfNeeded: $0 ?? 0) }, as: UTF8.self)
        case "unicode":
            let scalars = numbers.compactMap { $0.flatMap(Unicode.Scalar.init) }
            return scalars.count == numbers.count ? String(String.UnicodeScalarView(scalars)) : nil
        default: return nil
        }
    }
}
