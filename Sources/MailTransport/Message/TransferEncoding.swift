/// How the content of a part was made fit for transport (RFC 2045 section 6).
enum TransferEncoding {
    /// 7bit, 8bit, binary, and whatever nobody knows: the octets as they stand.
    case identity
    case base64
    case quotedPrintable

    /// From the value of Content-Transfer-Encoding.
    init(_ value: [UInt8]) {
        let word = String(decoding: value.prefix { $0 > 0x20 && $0 != UInt8(ascii: ";") }, as: UTF8.self)
        switch word.lowercased() {
        case "base64": self = .base64
        case "quoted-printable": self = .quotedPrintable
        default: self = .identity
        }
    }

    /// The beginning of the content, decoded.
    func decode(_ content: ArraySlice<UInt8>, atMost limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .identity: bytes = Array(content.prefix(limit))
        case .base64:
            // Four characters make three octets; line ends come on top.
            var decoder = Base64.Decoder()
            decoder.decode(content.prefix(limit * 3 / 2), into: &bytes)
        case .quotedPrintable:
            // Never longer than the content.
            bytes = Array(repeating: 0, count: min(content.count, limit))
            var count = 0
            bytes.withUnsafeMutableBufferPointer { bytes in
                content.withUnsafeBufferPointer { content in
                    guard limit > 0 else { return }
                    Self.quotedPrintable(content) {
                        bytes[count] = $0
                        count += 1
                        return count < limit
                    }
                }
            }
            bytes.removeLast(bytes.count - count)
        }
        return bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
    }

    /// How many octets the content has when it is decoded, without decoding it.
    func decodedSize(of content: ArraySlice<UInt8>) -> Int {
        switch self {
        case .identity: return content.count
        case .base64: return Base64.digits(in: content) * 6 / 8
        case .quotedPrintable:
            var size = 0
            content.withUnsafeBufferPointer { content in
                Self.quotedPrintable(content) { _ in
                    size += 1
                    return true
                }
            }
            return size
        }
    }

    /// Leaves out soft line breaks, also with white space behind the `=`; an `=` that begins nothing stays. Ends when
    /// `emit` says that it wants no more.
    @inline(__always)
    private static func quotedPrintable(_ content: UnsafeBufferPointer<UInt8>, _ emit: (UInt8) -> Bool) {
        var position = 0
        while position < content.endIndex {
            let byte = content[position]
            position += 1
            guard byte == UInt8(ascii: "=") else {
                guard emit(byte) else { return }
                continue
            }
            if position + 1 < content.endIndex, let high = hexDigit(content[position]),
                let low = hexDigit(content[position + 1])
            {
                guard emit(high << 4 | low) else { return }
                position += 2
                continue
            }
            var end = position
            while end < content.endIndex, end - position < 4, isBlank(content[end]) { end += 1 }
            if end == content.endIndex || content[end] == UInt8(ascii: "\n") {
                position = min(end + 1, content.endIndex)
            } else if !emit(byte) {
                return
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// The value of a hexadecimal digit.
    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
