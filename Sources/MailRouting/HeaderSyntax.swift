import Glibc

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
        let found = utf8.withContiguousStorageIfAvailable { text in
            phrase.utf8.withContiguousStorageIfAvailable { phrase in Self.occurs(phrase, in: text) }
        }
        // Native strings are contiguous; whatever is not is copied once.
        if let known = found ?? nil { return known }
        return Array(utf8).firstRange(of: Array(phrase.utf8)) != nil
    }

    private static func occurs(_ phrase: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let needle = phrase.baseAddress, let first = phrase.first else { return true }
        guard var here = text.baseAddress else { return false }
        let end = here + text.count
        while end - here >= phrase.count,
            let start = memchr(here, Int32(first), end - here - phrase.count + 1)?.assumingMemoryBound(to: UInt8.self)
        {
            if memcmp(start, needle, phrase.count) == 0 { return true }
            here = UnsafePointer(start) + 1
        }
        return false
    }
}
