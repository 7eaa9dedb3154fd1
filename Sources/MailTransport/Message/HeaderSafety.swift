import MailRouting

/// Keeps values from strangers from becoming anything but values when they are written into a message.
enum HeaderSafety {
    /// One line of text for a header field: controls and line separators become spaces, marks that reorder or hide
    /// text go, white space is collapsed, the length is bounded on a grapheme border.
    static func line(_ text: String) -> String {
        let scalars = text.unicodeScalars.lazy.filter { !isInvisible($0) }
            .map { (isBreak($0) ? " " : $0) as Unicode.Scalar }
        let words = String(String.UnicodeScalarView(scalars)).split(separator: " ", omittingEmptySubsequences: true)
        return shortened(words.joined(separator: " "))
    }

    /// At most `Limits.fieldScalars` scalars, cut between graphemes, with an ellipsis where something was cut.
    private static func shortened(_ text: String) -> String {
        guard text.unicodeScalars.count > Limits.fieldScalars else { return text }
        var room = Limits.fieldScalars - 1
        var kept = ""
        for character in text {
            room -= character.unicodeScalars.count
            if room < 0 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// A text body: lines end in LF, no control characters but TAB.
    static func body(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                if previous != "\r" { result.append("\n") }
            } else if scalar == "\r" {
                result.append("\n")
            } else if scalar == "\t" || !FieldText.isControl(scalar) {
                result.append(scalar)
            }
            previous = scalar
        }
        if result.last != "\n" { result.append("\n") }
        return String(result)
    }

    /// ASCII letters, digits and `-._` only.
    static func token(_ text: String) -> String {
        String(
            text.prefix(Limits.fieldScalars).filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
        )
    }

    static func isWritable(_ id: MessageID) -> Bool {
        let text = id.rawValue.utf8
        return !text.isEmpty && text.count <= Limits.messageIDBytes
            && text.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }

    /// True when the address can stand in a header field and in SMTP: no white space, no control or separator outside
    /// a quoted local-part, and within the limits of RFC 5321 section 4.5.3.1.
    static func isWritable(_ address: Address) -> Bool {
        guard Address(address.spec) == Address(localPart: address.localPart, domain: address.domain),
            !address.spec.unicodeScalars.contains(where: { FieldText.isControl($0) || isBreak($0) || isInvisible($0) }),
            address.localPart.utf8.count <= 64, address.domain.utf8.count <= 255
        else { return false }
        let isQuoted =
            address.localPart.hasPrefix("\"") && address.localPart.hasSuffix("\"") && address.localPart.count > 2
        let inside = address.localPart.dropFirst().dropLast()
        let local = isQuoted ? !inside.contains { "\"\\".contains($0) } : !address.localPart.contains(where: isSpecial)
        let literal = address.domain.hasPrefix("[") && address.domain.hasSuffix("]")
        let domain = literal ? String(address.domain.dropFirst().dropLast()) : address.domain
        return local && !domain.contains { isSpecial($0) && !(literal && $0 == ":") }
    }

    /// The specials of RFC 5322 section 3.2.3, without the dot.
    private static func isSpecial(_ character: Character) -> Bool { "()<>[]:;@\\,\"".contains(character) }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        FieldText.isControl(scalar) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// Marks that change the order of text or take no room (Unicode UTR 36): a name must look like what it is.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
