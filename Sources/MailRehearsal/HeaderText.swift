import MailRouting

/// Text in a header field: as it stands where it is ASCII, else in encoded words (RFC 2047).
enum HeaderText {
    static func encoded(_ text: String, as charset: Charset) -> String {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? text : words(of: text, as: charset)
    }

    /// In encoded words, whatever it is.
    static func words(of text: String, as charset: Charset) -> String {
        let isBase64 = charset == .utf8
        let frame = "=?\(charset.rawValue)?\(isBase64 ? "B" : "Q")?"
        let room = Limits.encodedWord - frame.utf8.count - 2
        var words: [String] = []
        var octets: [UInt8] = []
        func close() {
            guard !octets.isEmpty else { return }
            words.append(frame + String(decoding: word(octets, isBase64), as: UTF8.self) + "?=")
            octets = []
        }
        // A character is never cut in two (RFC 2047 section 5).
        for character in text {
            let more = charset.octets(String(character))
            if word(octets + more, isBase64).count > room { close() }
            octets += more
        }
        close()
        return words.joined(separator: "\r\n ")
    }

    /// `=?utf-8?B?...?= <juergen.weiss@bmw.example>`
    static func mailbox(_ address: Address, as charset: Charset) -> String {
        guard let name = address.displayName else { return address.spec }
        let isAtoms = name.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet & 0xDF) || octet == 0x20
        }
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        return (isAtoms ? name : isASCII ? "\"\(name)\"" : encoded(name, as: charset)) + " <\(address.spec)>"
    }

    /// A parameter of a field, with its semicolon (RFC 2231 section 4).
    static func parameter(_ name: String, _ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        guard !isPlain || value.utf8.count > 60 else { return ";\r\n \(name)=\"\(value)\"" }
        let octets = value.utf8.flatMap { octet -> [UInt8] in
            let isWord = (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet & 0xDF) && octet < 0x80
            return isWord ? [octet] : [UInt8(ascii: "%")] + Hexadecimal.quoted(octet).dropFirst()
        }
        return ";\r\n \(name)*=utf-8''\(String(decoding: octets, as: UTF8.self))"
    }

    private static func word(_ octets: [UInt8], _ isBase64: Bool) -> [UInt8] {
        guard !isBase64 else { return Base64Text.encoded(octets) }
        return octets.flatMap { octet -> [UInt8] in
            if octet == 0x20 { return [UInt8(ascii: "_")] }
            let isPlain =
                (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
            return isPlain ? [octet] : Hexadecimal.quoted(octet)
        }
    }
}
