/// Small readings of structured header fields (RFC 5322 section 3.2), for values of any length and shape.
enum HeaderSyntax {
    /// `value` without comments, which may nest; a quoted string keeps its parentheses.
    static func withoutComments(_ value: String) -> String {
        var result = ""
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for scalar in value.unicodeScalars.prefix(Limits.matchedScalars) {
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\", isQuoted || depth > 0 {
                isEscaped = true
            } else if scalar == "\"", depth == 0 {
                isQuoted.toggle()
            } else if scalar == "(", !isQuoted {
                depth += 1
                continue
            } else if scalar == ")", !isQuoted, depth > 0 {
                depth -= 1
                continue
            }
            if depth == 0 { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    /// What stands before the first parameter, trimmed and lower-cased: `auto-replied` of `Auto-Replied (away); x=y`.
    static func token(_ value: String) -> String {
        let head = withoutComments(value).split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)[0]
        return String(head.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased())
    }

    /// All words of a list, lower-cased, whatever separates them.
    static func words(_ value: String) -> [String] {
        withoutComments(value).lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map {
            String($0)
        }
    }
}

extension String {
    /// Whether `phrase` occurs, octet by octet: both are normalised already, and many phrases are asked.
    func hasOctets(of phrase: String) -> Bool {
        guard let first = phrase.utf8.first else { return true }
        var rest = utf8[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: phrase.utf8) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
