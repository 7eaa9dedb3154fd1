import Glibc

/// Small readings of structured header fields (RFC 5322 section 3.2), for values of any length and shape.
enum HeaderSyntax {
    /// The octets of `value` without comments, which may nest; a quoted string keeps its parentheses.
    ///
    /// Octet by octet, because everything that means something here is ASCII; what is no UTF-8 becomes U+FFFD.
    static func withoutComments(_ value: ArraySlice<UInt8>) -> [UInt8] {
        let isPlain = value.withUnsafeBufferPointer { octets in
            guard octets.count <= Limits.matchedScalars else { return false }
            var odd: UInt8 = 0
            for octet in octets { odd |= octet & 0x80 | (isMark(octet) ? 1 : 0) }
            return odd == 0
        }
        // Most values have nothing that would be left out.
        if isPlain { return Array(value) }
        let value = String(decoding: value, as: UTF8.self).utf8
        var result: [UInt8] = []
        result.reserveCapacity(min(value.count, Limits.matchedScalars))
        var scalars = 0
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for octet in value {
            if octet & 0xC0 != 0x80 { scalars += 1 }
            if scalars > Limits.matchedScalars { break }
            if isEscaped {
                // An escape covers a whole character.
                if octet < 0x80 || octet & 0xC0 == 0x80 { isEscaped = false }
            } else if octet == UInt8(ascii: "\\"), isQuoted || depth > 0 {
                isEscaped = true
            } else if octet == UInt8(ascii: "\""), depth == 0 {
                isQuoted.toggle()
            } else if octet == UInt8(ascii: "("), !isQuoted {
                depth += 1
                continue
            } else if octet == UInt8(ascii: ")"), !isQuoted, depth > 0 {
                depth -= 1
                continue
            }
            if depth == 0 { result.append(octet) }
        }
        return result
    }

    /// The same in lower case.
    static func lowercasedWithoutComments(_ value: ArraySlice<UInt8>) -> [UInt8] {
        var octets = withoutComments(value)
        let isASCII = octets.withUnsafeMutableBufferPointer { octets in
            var all: UInt8 = 0
            for place in octets.indices {
                all |= octets[place]
                octets[place] = HeaderNames.lowercased(octets[place])
            }
            return all < 0x80
        }
        return isASCII ? octets : Array(String(decoding: withoutComments(value), as: UTF8.self).lowercased().utf8)
    }

    /// What stands before the first parameter, trimmed and lower-cased: `auto-replied` of `Auto-Replied (away); x=y`.
    static func token(_ value: ArraySlice<UInt8>) -> String {
        let head = withoutComments(value).prefix { $0 != UInt8(ascii: ";") }
        if head.contains(where: { $0 >= 0x80 }) {
            let text = String(decoding: head, as: UTF8.self)
            return String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased())
        }
        var token: [UInt8] = []
        token.reserveCapacity(head.count)
        for octet in head {
            if !isSpace(octet) {
                token.append(HeaderNames.lowercased(octet))
            } else if let last = token.last, last != 0x20 {
                token.append(0x20)
            }
        }
        if token.last == 0x20 { token.removeLast() }
        return String(decoding: token, as: UTF8.self)
    }

    /// All words of a list, lower-cased, whatever separates them.
    static func words(_ value: ArraySlice<UInt8>) -> [String] {
        let list = withoutComments(value)
        if list.contains(where: { $0 >= 0x80 }) {
            return String(decoding: list, as: UTF8.self).lowercased()
                .split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map { String($0) }
        }
        return list.map(HeaderNames.lowercased).split { !isWordOctet($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// What a comment, a quoted string or an escape begins with.
    private static func isMark(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "(") || octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\")
    }

    /// The first word of a list, lower-cased: `yes` of `Yes, score=9.1`.
    static func firstWord(_ value: ArraySlice<UInt8>) -> String? {
        let list = withoutComments(value)
        if list.contains(where: { $0 >= 0x80 }) { return words(value).first }
        let word = list.drop { !isWordOctet(HeaderNames.lowercased($0)) }.prefix {
            isWordOctet(HeaderNames.lowercased($0))
        }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self).lowercased()
    }

    /// White space of ASCII.
    static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || (0x09...0x0D).contains(octet) }

    private static func isWordOctet(_ octet: UInt8) -> Bool {
        (0x61...0x7A).contains(octet) || (0x30...0x39).contains(octet) || octet == UInt8(ascii: "-")
            || octet == UInt8(ascii: "_")
    }
}

extension String {
    /// Whether `phrase` occurs, octet by octet: both are normalised already, and many phrases are asked.
    func hasOctets(of phrase: String) -> Bool {
        let found = utf8.withContiguousStorageIfAvailable { text in
            phrase.utf8.withContiguousStorageIfAvailable { phrase in Self.occurs(phrase, in: text) }
        }
        // Native strings are contiguous; whatever is not is copied once.
        if let known = found ?? nil { return known }
        return Array(utf8).firstRange(of: Array(phrase.utf8)) != nil
    }

    private static func occurs(_ phrase: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let needle = phrase.baseAddress, let first = phrase.first else { return true }
        guard var here = text.baseAddress else { return false }
        let end = here + text.count
        while end - here >= phrase.count,
            let start = memchr(here, Int32(first), end - here - phrase.count + 1)?.assumingMemoryBound(to: UInt8.self)
        {
            if memcmp(start, needle, phrase.count) == 0 { return true }
            here = UnsafePointer(start) + 1
        }
        return false
    }
}
