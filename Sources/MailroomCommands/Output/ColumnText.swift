/// Text in a table: cut or padded to the columns a terminal gives it, and harmless.
///
/// Values come from mail: control and bidirectional characters are shown as `�`, so that no subject moves the cursor
/// or turns a line around. Wide characters (CJK, emoji) count two columns, combining ones none.
enum ColumnText {
    static func fitted(_ text: String, to width: Int) -> String {
        let clean = harmless(text, atMost: width + 1)
        guard columns(of: clean) > width else { return clean + spaces(width - columns(of: clean)) }
        var result = ""
        var used = 0
        for character in clean {
            let wide = columns(of: character)
            if used + wide > width - 1 { break }
            result.append(character)
            used += wide
        }
        return result + "…" + spaces(width - used - 1)
    }

    /// At most `limit` characters of `text`, none of which acts on a terminal.
    static func harmless(_ text: String, atMost limit: Int) -> String {
        // A character can be a tower of thousands of marks: bounded before it is looked at.
        let head = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit * 8)))
        var scalars = String.UnicodeScalarView()
        for scalar in head.unicodeScalars { scalars.append(isHarmless(scalar) ? scalar : "\u{FFFD}") }
        return String(String(scalars).prefix(limit))
    }

    static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

    private static func columns(of character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.properties.isEmojiPresentation { return 2 }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default:
            let isMark = first.properties.generalCategory == .nonspacingMark
            return isMark || first.properties.generalCategory == .enclosingMark ? 0 : 1
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
        case .format: scalar == "\u{200D}" || scalar == "\u{AD}"
        default: true
        }
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
