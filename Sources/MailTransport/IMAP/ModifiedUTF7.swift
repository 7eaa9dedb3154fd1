/// Mailbox names as they go over the wire: modified UTF-7 (RFC 3501 section 5.1.3).
///
/// libetpan passes names through as they are, and servers without UTF8=ACCEPT refuse anything else.
enum ModifiedUTF7 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)
    private static let ampersand = UInt8(ascii: "&")
    private static let minus = UInt8(ascii: "-")

    static func encode(_ name: String) -> [UInt8] {
        var output: [UInt8] = []
        var shifted: [UInt16] = []
        func unshift() {
            guard !shifted.isEmpty else { return }
            output.append(ampersand)
            appendBase64(of: shifted, to: &output)
            output.append(minus)
            shifted.removeAll()
        }
        for unit in name.utf16 {
            if unit >= 0x20 && unit <= 0x7E {
                unshift()
                output.append(UInt8(unit))
                if unit == UInt16(ampersand) { output.append(minus) }
            } else {
                shifted.append(unit)
            }
        }
        unshift()
        return output
    }

    /// Nil when the bytes are no modified UTF-7: such a name cannot be said in any other way, so it is not guessed at.
    static func decode(_ bytes: some Sequence<UInt8>) -> String? {
        var units: [UInt16] = []
        var shifted: [UInt8]?
        for byte in bytes {
            if let run = shifted {
                if byte == minus {
                    if run.isEmpty {
                        units.append(UInt16(ampersand))
                    } else {
                        guard let decoded = unitsFromBase64(run) else { return nil }
                        units += decoded
                    }
                    shifted = nil
                } else {
                    shifted = run + [byte]
                }
            } else if byte == ampersand {
                shifted = []
            } else if byte >= 0x20 && byte <= 0x7E {
                units.append(UInt16(byte))
            } else {
                return nil
            }
        }
        guard shifted == nil else { return nil }
        return String(validating: units, as: UTF16.self)
    }

    private static func appendBase64(of units: [UInt16], to output: inout [UInt8]) {
        var bits: UInt32 = 0
        var count = 0
        for unit in units {
            bits = bits << 16 | UInt32(unit)
            count += 16
            while count >= 6 {
                count -= 6
                output.append(alphabet[Int(bits >> UInt32(count) & 0x3F)])
            }
            bits &= (1 << UInt32(count)) - 1
        }
        if count > 0 { output.append(alphabet[Int(bits << UInt32(6 - count) & 0x3F)]) }
    }

    private static func unitsFromBase64(_ run: [UInt8]) -> [UInt16]? {
        var units: [UInt16] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in run {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 16 {
                count -= 16
                units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
                bits &= (1 << UInt32(count)) - 1
            }
        }
        // What is left is padding: fewer bits than one digit holds, all of them zero.
        return !units.isEmpty && count < 6 && bits == 0 ? units : nil
    }
}
