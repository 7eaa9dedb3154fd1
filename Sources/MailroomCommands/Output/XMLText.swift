/// Text inside XML 1.0: marks escaped, and left out what XML cannot hold or what acts where it is shown.
enum XMLText {
    /// - Parameter isAttribute: Line ends are escaped too, because readers turn them into spaces in an attribute.
    static func escaped(_ text: String, isAttribute: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;".unicodeScalars
            case "<": result += "&lt;".unicodeScalars
            case ">": result += "&gt;".unicodeScalars
            case "\"": result += "&quot;".unicodeScalars
            case "\t", "\n", "\r":
                // A bare carriage return would be read as a line feed (XML 1.0 section 2.11).
                if isAttribute || scalar == "\r" {
                    result += "&#\(scalar.value);".unicodeScalars
                } else {
                    result.append(scalar)
                }
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
                "\u{2066}"..."\u{2069}", "\u{FFFE}", "\u{FFFF}":
                continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
