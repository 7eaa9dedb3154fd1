/// A value from a message as a terminal or a log may see it: one line, shortened, nothing that acts.
///
/// Control characters, line separators and bidirectional controls are written as `\u{202E}`, so a subject can neither
/// move the cursor nor reverse the line it is printed in.
func shown(_ text: String, graphemes limit: Int = Limits.shownGraphemes) -> String {
    let head = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Limits.shownScalars)))
    var result = ""
    for character in head.prefix(limit) {
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                // The joiner of emoji sequences and the soft hyphen do no harm, and a name may need the first.
                if scalar == "\u{200D}" || scalar == "\u{AD}" {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
    let isWhole = text.unicodeScalars.dropFirst(Limits.shownScalars).isEmpty && head.count <= limit
    return isWhole ? result : result + "…"
}
