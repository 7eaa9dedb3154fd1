/// Text from a stranger as one line that is nothing but text: what our subjects, names and letters are made of.
public enum OneLine {
    /// `text` on one line of at most `limit` Unicode scalars.
    ///
    /// Controls, line separators and every kind of white space become one space, marks that reorder or hide text go,
    /// and the line is cut between graphemes, with an ellipsis where something was cut. Empty where nothing can be seen
    /// of it, or where not even its first grapheme fits.
    public static func of(_ text: String, scalars limit: Int) -> String {
        if isPlain(text), text.utf8.count <= limit { return text }
        var line = String.UnicodeScalarView()
        var isGap = false
        for scalar in text.unicodeScalars {
            if isBreak(scalar) {
                isGap = !line.isEmpty
            } else if isHidden(scalar) || (line.isEmpty && scalar.properties.isGraphemeExtend) {
                // What would be joined to the last character of ours before it is left out, too.
                continue
            } else {
                if isGap { line.append(" ") }
                isGap = false
                line.append(scalar)
            }
        }
        guard line.contains(where: { !isJoiner($0) }) else { return "" }
        return shortened(String(line), to: limit)
    }

    /// ASCII that needs no change: most subjects.
    private static func isPlain(_ text: String) -> Bool {
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            guard (0x20...0x7E).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
            previous = byte
        }
        return previous != 0x20
    }

    private static func shortened(_ text: String, to limit: Int) -> String {
        guard text.unicodeScalars.count > limit else { return text }
        var room = limit - 1
        var kept = ""
        for character in text {
            room -= character.unicodeScalars.count
            if room < 0 { break }
            kept.append(character)
        }
        while kept.last == " " { kept.removeLast() }
        return kept.isEmpty ? "" : kept + "…"
    }

    /// Ends a line or leaves a gap: controls (C0, DEL, C1), separators, white space.
    public static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value <= 0x20 || scalar.value == 0x7F }
        return scalar.value < 0xA0 || scalar.properties.isWhitespace
    }

    /// Changes the order of text or takes no room (Unicode UTR 36): a name must look like what it is. Joiners and
    /// variation selectors stay, because emoji and several scripts are spelt with them.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0xAD { return false }
        if isJoiner(scalar) { return false }
        return scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
            || (0xFFF9...0xFFFB).contains(scalar.value)
    }

    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0x200C || scalar.value == 0x200D || (0xFE00...0xFE0F).contains(scalar.value)
    }
}
