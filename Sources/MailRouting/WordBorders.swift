/// Where words begin and end, written into the text itself, so that finding a whole word is finding octets.
///
/// A word is a run of letters, digits and the marks on them, in any script: `Mangel` is not in `Qualitätsmangel`, but
/// it is in `Mangel-Meldung` and `mangel_4711.pdf`. White space, hyphens and underscores only separate. Every other
/// character is a word by itself, so `C++`, `customer's` and `#4711` can be terms. So is every character of a script
/// that writes without spaces (Han, Kana, Thai, Lao, Khmer, Myanmar), of Hangul (whose particles stick to the word)
/// and every emoji, which makes a term of these a substring.
///
/// RE2's own `\b` knows ASCII only, and a class of all letters at both ends of 5,000 terms would be a program of
/// millions of instructions. A border mark is one octet that no normalised text contains.
enum WordBorders {
    /// Stands between two words, and before the first and after the last.
    static let border: UInt8 = 0x01

    /// The words of `text` (normalised UTF-8), each between borders; one border alone when there is none.
    static func marked(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 2 + 2)
        result.append(border)
        if mark(ascii: text, in: &result) { return result }
        result.removeLast(result.count - 1)
        var previous = Kind.separator
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            var kind = Kind(scalar)
            // A mark belongs to what it stands on.
            if kind == .mark { kind = previous == .separator ? .word : previous }
            if previous == .word, kind != .word { result.append(border) }
            if kind != .separator {
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                if kind == .single { result.append(border) }
            }
            previous = kind
        }
        if previous == .word { result.append(border) }
        return result
    }

    /// The same for ASCII, where no character has more than one octet; false when there is another character.
    private static func mark(ascii text: [UInt8], in result: inout [UInt8]) -> Bool {
        var previous = Kind.separator
        for octet in text {
            guard octet < 0x80 else { return false }
            let kind = Kind(Unicode.Scalar(octet))
            if previous == .word, kind != .word { result.append(border) }
            if kind != .separator {
                result.append(octet)
                if kind == .single { result.append(border) }
            }
            previous = kind
        }
        if previous == .word { result.append(border) }
        return true
    }

    private enum Kind {
        case word, mark, single, separator

        init(_ scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: self = .word
            case 0...0x20, 0x2D, 0x5F, 0x7F: self = .separator
            case 0..<0x80: self = .single
            // Thai to Lao, Myanmar, Hangul Jamo, Khmer; radicals, Kana, Han, Hangul; Han beyond the first plane.
            case 0xE00...0xEFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x2E80...0x2FFF, 0x3005...0x9FFF,
                0xAC00...0xD7FF, 0xF900...0xFAFF, 0x1F000...0x1FAFF, 0x20000...0x3FFFF:
                self = .single
            default: self = Kind(scalar.properties.generalCategory)
            }
        }

        private init(_ category: Unicode.GeneralCategory) {
            switch category {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber:
                self = .word
            case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
            case .dashPunctuation, .connectorPunctuation, .spaceSeparator, .lineSeparator, .paragraphSeparator,
                .control, .format:
                self = .separator
            default: self = .single
            }
        }
    }
}
