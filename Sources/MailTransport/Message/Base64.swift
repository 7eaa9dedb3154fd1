/// Base64 (RFC 4648 section 4) as header fields need it: lenient, and able to go on over the end of a word.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// 64 and above: no digit.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 64, count: 256)
        for (value, digit) in alphabet.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for digit in 0..<4 {
                let isPadding = digit > group.count
                text.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * digit) & 63)])
            }
        }
        return text
    }

    /// How many characters of `text` carry bits.
    static func digits(in text: ArraySlice<UInt8>) -> Int {
        text.reduce(0) { values[Int($1)] < 64 ? $0 + 1 : $0 }
    }

    /// Decodes words one after the other. Bits left at the end of a word are kept for the next one when they can only
    /// be the first part of a byte: some senders cut the encoded text, not the bytes, to length.
    struct Decoder {
        private var bits: UInt32 = 0
        private var count = 0

        mutating func decode(_ text: ArraySlice<UInt8>, into bytes: inout [UInt8]) {
            for character in text {
                let value = Base64.values[Int(character)]
                if value < 64 {
                    bits = bits << 6 | UInt32(value)
                    count += 6
                    if count >= 8 {
                        count -= 8
                        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                    }
                } else if character == UInt8(ascii: "=") {
                    count = 0
                }
            }
            // Zero bits at the end are omitted padding; six bits or others than zero belong to a byte to come.
            if count < 6, bits & (1 << UInt32(count) - 1) == 0 { count = 0 }
        }
    }
}
