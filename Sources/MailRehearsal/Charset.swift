/// The character sets of the simulated programs.
enum Charset: String {
    case utf8 = "utf-8"
    case windows1252 = "windows-1252"
    case latin9 = "iso-8859-15"

    /// The octets of `text`; a character the set does not have becomes the nearest, or `?`.
    func octets(_ text: String) -> [UInt8] {
        self == .utf8 ? Array(text.utf8) : text.unicodeScalars.map(octet)
    }

    private func octet(_ scalar: Unicode.Scalar) -> UInt8 {
        switch (scalar, self) {
        case ("€", .windows1252): 0x80
        case ("€", _): 0xA4
        case ("…", .windows1252): 0x85
        case ("„", .windows1252): 0x84
        case ("“", .windows1252): 0x93
        case ("”", .windows1252): 0x94
        case ("’", .windows1252): 0x92
        case ("–", .windows1252): 0x96
        case ("–", _): UInt8(ascii: "-")
        case ("„", _), ("“", _), ("”", _): UInt8(ascii: "\"")
        case ("’", _): UInt8(ascii: "'")
        default: scalar.value < 0x80 || (0xA0...0xFF).contains(scalar.value) ? UInt8(scalar.value) : UInt8(ascii: "?")
        }
    }
}

/// How octets are carried (RFC 2045 section 6).
enum TransferEncoding: String {
    case quotedPrintable = "quoted-printable"
    case base64 = "base64"
    case eightBit = "8bit"

    /// - Parameter octets: With CRLF as line end.
    func encoded(_ octets: [UInt8]) -> [UInt8] {
        switch self {
        case .eightBit: octets
        case .base64: Base64Text.lines(octets)
        case .quotedPrintable: Self.quoted(octets)
        }
    }

    private static func quoted(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var column = 0
        for (place, octet) in octets.enumerated() {
            let isLineEnd = octet == 0x0D && place + 1 < octets.count && octets[place + 1] == 0x0A
            if isLineEnd || octet == 0x0A {
                result.append(octet)
                column = 0
                continue
            }
            let endsLine = place + 1 == octets.count || octets[place + 1] == 0x0D
            let isPlain = (0x21...0x7E).contains(octet) && octet != UInt8(ascii: "=")
            let piece = isPlain || (octet == 0x20 && !endsLine) ? [octet] : Hexadecimal.quoted(octet)
            if column + piece.count > Limits.quotedLine {
                result += Array("=\r\n".utf8)
                column = 0
            }
            result += piece
            column += piece.count
        }
        return result
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789ABCDEF".utf8)
    static func quoted(_ octet: UInt8) -> [UInt8] {
        [UInt8(ascii: "="), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
    }
}

/// RFC 4648 section 4.
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encoded(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            bits <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let isFilled = place <= group.count
                result.append(isFilled ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
        return result
    }

    /// In lines of 76.
    static func lines(_ octets: [UInt8]) -> [UInt8] {
        let text = encoded(octets)
        return stride(from: 0, to: text.count, by: 76).flatMap { start in
            text[start..<min(start + 76, text.count)] + Array("\r\n".utf8)
        }
    }
}
