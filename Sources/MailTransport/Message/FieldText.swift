import MailRouting

/// Readers for the field values that are plain enough to be read without GMime.
enum FieldText {
    /// One line for people: control characters become spaces, spaces at both ends go.
    static func printable(_ text: String) -> String { trimmed(withoutControls(text)) }

    /// With a space for each control character.
    static func withoutControls(_ text: String) -> String {
        // 0xC2 begins the UTF-8 form of the controls above 127.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// Without spaces and tabs at both ends.
    static func trimmed(_ text: String) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard text.utf8.first.map(isSpace) == true || text.utf8.last.map(isSpace) == true else { return text }
        let start = text.utf8.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }.map(start.index(after:)) ?? start.startIndex
        return String(text[start.startIndex..<end])
    }

    /// Message-IDs in angle brackets (RFC 5322 section 3.6.4), in order; without brackets, words with an `@`.
    static func messageIDs(_ value: ArraySlice<UInt8>) -> [MessageID] {
        var found: [MessageID] = []
        var rest = value
        while found.count < Limits.messageIDs, let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            let inside = rest[(open + 1)...]
            guard let close = inside.firstIndex(of: UInt8(ascii: ">")) else { break }
            if let id = messageID(inside[..<close]) { found.append(id) }
            rest = inside[(close + 1)...]
        }
        guard found.isEmpty, !value.contains(UInt8(ascii: "<")) else { return found }
        return value.split { $0 <= 0x20 }.prefix(Limits.messageIDs)
            .filter { $0.contains(UInt8(ascii: "@")) }.compactMap(messageID)
    }

    /// Spaces inside come from folding and are taken out; anything unprintable makes it no Message-ID.
    private static func messageID(_ inside: ArraySlice<UInt8>) -> MessageID? {
        if !inside.isEmpty, inside.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) {
            return MessageID(String(decoding: inside, as: UTF8.self))
        }
        let text = inside.filter { $0 != 0x20 && $0 != 0x09 }
        guard !text.isEmpty, text.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        return MessageID(String(decoding: text, as: UTF8.self))
    }

    /// The three cases of Return-Path (RFC 5321 section 4.4), kept apart.
    static func reversePath(_ octets: ArraySlice<UInt8>) -> ReversePath {
        if octets.first == UInt8(ascii: "<"), octets.last == UInt8(ascii: ">"),
            let address = PlainAddresses.addrSpec(octets.dropFirst().dropLast())
        {
            return .address(address)
        }
        let value = String(decoding: octets, as: UTF8.self)
        let text = trimmed(value)
        let inside: String
        if text.utf8.first == UInt8(ascii: "<") {
            guard let close = text.utf8.lastIndex(of: UInt8(ascii: ">")) else { return .malformed(value) }
            inside = trimmed(String(text[text.utf8.index(after: text.startIndex)..<close]))
            if inside.isEmpty { return .null }
        } else {
            inside = text
        }
        // A source route before the mailbox is to be ignored (RFC 5321 appendix C).
        let mailbox =
            inside.utf8.first == UInt8(ascii: "@")
            ? inside.split(separator: ":", maxSplits: 1).last.map(String.init) ?? "" : inside
        guard !mailbox.utf8.contains(where: { Array("<>,;".utf8).contains($0) }), let address = Address(mailbox) else {
            return .malformed(value)
        }
        return .address(address)
    }

    /// What one priority field asks for; nil when it is none or says nothing known.
    ///
    /// X-Priority counts from 1 (highest) to 5 and may carry a word after the digit; Importance and Priority are
    /// RFC 4021 sections 2.1.38 and 2.1.29.
    static func priority(field name: FieldName, value: String) -> Priority? {
        let word = value.lowercased().drop { $0 == " " || $0 == "\t" }.prefix {
            $0.isLetter || $0.isNumber || $0 == "-"
        }
        switch (name, word) {
        case (.xPriority, "1"), (.xPriority, "2"): return .high
        case (.xPriority, "3"): return .normal
        case (.xPriority, "4"), (.xPriority, "5"): return .low
        case (.priority, "urgent"): return .high
        case (.priority, "normal"): return .normal
        case (.priority, "non-urgent"): return .low
        case (.importance, "high"), (.microsoftPriority, "high"), (.microsoftPriority, "highest"): return .high
        case (.importance, "normal"), (.microsoftPriority, "normal"): return .normal
        case (.importance, "low"), (.microsoftPriority, "low"), (.microsoftPriority, "lowest"): return .low
        default: return nil
        }
    }
}
