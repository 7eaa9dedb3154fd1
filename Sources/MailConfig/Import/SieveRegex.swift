/// Where the regexes of Sieve (POSIX extended, as GNU's library reads them) and those of our rules (RE2) disagree.
enum SieveRegex {
    /// Why `regex` might mean something else as a rule; nil when both read it alike.
    static func disagreement(_ regex: String) -> String? {
        var scalars = Array(regex.unicodeScalars)[...]
        /// Nothing stands before that a repetition could repeat.
        var isAtStart = true
        var isRepeated = false
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\\":
                guard let next = scalars.popFirst(), ".[]{}()*+?^$|\\/-@:,;=#%&!~\"".unicodeScalars.contains(next)
                else {
                    return "a regex with a backslash before a letter, a digit or an angle bracket"
                }
                (isAtStart, isRepeated) = (false, false)
            case "[":
                if let reason = bracket(&scalars) { return reason }
                (isAtStart, isRepeated) = (false, false)
            case "(", "|", "^":
                if scalars.first == "?" { return "a regex with '(?'" }
                (isAtStart, isRepeated) = (true, false)
            case "*", "+", "?", "{":
                if isAtStart || isRepeated { return "a regex that repeats nothing, or repeats a repetition" }
                if scalar == "{", !counts(&scalars) { return "a regex with a brace that is no number of times" }
                isRepeated = true
            default: (isAtStart, isRepeated) = (false, false)
            }
        }
        return nil
    }

    /// The rest of `[...]`. In POSIX a backslash in it is itself, and characters are octets.
    private static func bracket(_ scalars: inout ArraySlice<Unicode.Scalar>) -> String? {
        if scalars.first == "^" { scalars.removeFirst() }
        var isFirst = true
        while let scalar = scalars.popFirst() {
            if scalar == "]", !isFirst { return nil }
            isFirst = false
            if scalar == "\\" { return "a regex with a backslash between square brackets" }
            if !scalar.isASCII { return "a regex with a letter outside ASCII between square brackets" }
            guard scalar == "[", let kind = scalars.first, ":.=".unicodeScalars.contains(kind) else { continue }
            guard kind == ":", let end = scalars.dropFirst().firstIndex(of: ":") else {
                return "a regex with a collating element"
            }
            guard scalars[end...].dropFirst().first == "]" else { return "a regex with an unusual class" }
            scalars = scalars[end...].dropFirst(2)
        }
        return "a regex without the end of its square brackets"
    }

    /// `{2}`, `{2,}` or `{2,5}`, after the brace.
    private static func counts(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard let end = scalars.firstIndex(of: "}") else { return false }
        let inner = String(String.UnicodeScalarView(scalars[..<end]))
        scalars = scalars[end...].dropFirst()
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, !first.isEmpty else { return false }
        return parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && $0.utf8.count <= 3 }
    }
}
