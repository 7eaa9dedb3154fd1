/// German writes one sound in two ways, `Qualität` and `Qualitaet`; rules mean both whichever one they use.
enum GermanSpelling {
    /// The spelling without umlauts for a lower-case scalar, or nil when it has only one.
    static func plain(_ scalar: Unicode.Scalar) -> StaticString? {
        switch scalar {
        case "ä": "ae"
        case "ö": "oe"
        case "ü": "ue"
        case "ß": "ss"
        default: nil
        }
    }

    /// A regex in which a literal umlaut also matches its plain spelling.
    ///
    /// Folding the text, as for other terms, would change what a person's classes and repetitions count, so regexes
    /// see the text unfolded and are widened instead. Inside a class `[...]` and after a backslash nothing is changed.
    static func widened(_ regex: String) -> String {
        guard !regex.utf8.allSatisfy({ $0 < 0x80 }), !regex.contains("\\Q") else { return regex }
        var result = ""
        var isEscaped = false
        var isInClass = false
        for scalar in regex.unicodeScalars {
            if !isEscaped, !isInClass, let lower = lowercased(scalar), let plain = plain(lower) {
                result += "(?:\(lower)|\(plain))"
            } else {
                result.unicodeScalars.append(scalar)
            }
            if !isEscaped, scalar == "[" { isInClass = true }
            if !isEscaped, scalar == "]" { isInClass = false }
            isEscaped = !isEscaped && scalar == "\\"
        }
        return result
    }

    private static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if scalar == "\u{1E9E}" { return "ß" }
        let mapping = scalar.properties.lowercaseMapping.unicodeScalars
        return mapping.count == 1 ? mapping.first : nil
    }
}
