import MailRouting

/// Keeps values from strangers from becoming anything but values when they are written into a message.
enum HeaderSafety {
    /// One line of text for a header field, no longer than a person reads.
    ///
    /// The library leaves what looks like an encoded word as it is, and a reader would decode it (RFC 2047 section 6.2):
    /// line ends that no reader of ours ever saw. So it must not look like one.
    static func line(_ text: String) -> String {
        OneLine.of(text, scalars: Limits.fieldScalars).replacing("=?", with: "= ?")
    }

    /// A text body: lines end in LF, no control characters but TAB.
    static func body(_ text: String) -> String {
        if isPlainBody(text) { return text }
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

    /// LF is the only control in it, and it ends in one: what our own letters look like.
    private static func isPlainBody(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            // 0xC2 begins the UTF-8 form of the controls above 127.
            guard byte >= 0x20 ? byte != 0x7F && !(previous == 0xC2 && byte < 0xA0) : byte == 0x0A else { return false }
            previous = byte
        }
        return previous == 0x0A
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
            !address.spec.unicodeScalars.contains(where: { OneLine.isBreak($0) || OneLine.isHidden($0) }),
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
}
