/// One JSON object on one line, keys in the order they were added (RFC 8259).
///
/// Foundation's encoder either sorts keys or promises no order; rows of a report keep the order their documentation has.
/// Line separators of Unicode and marks that turn text around are escaped too, so that a line is a line for everybody
/// and reads as it is written.
struct JSONLine {
    private var bytes: [UInt8]

    /// - Parameter capacity: octets that the object will have, about.
    init(capacity: Int = 64) {
        bytes = []
        bytes.reserveCapacity(capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The object, closed, with a line feed behind it.
    var line: [UInt8] { bytes + Array("}\n".utf8) }
    var text: String { String(decoding: bytes, as: UTF8.self) + "}" }

    mutating func add(_ key: String, _ value: String?) {
        begin(key)
        if let value { append(quoted: value) } else { append("null") }
    }

    mutating func add(_ key: String, _ value: Bool) {
        begin(key)
        append(value ? "true" : "false")
    }

    mutating func add(_ key: String, _ value: Int?) {
        begin(key)
        append(value.map(String.init) ?? "null")
    }

    mutating func add(_ key: String, _ values: [String]) {
        begin(key)
        append("[")
        for (index, value) in values.enumerated() {
            if index > 0 { append(",") }
            append(quoted: value)
        }
        append("]")
    }

    mutating func add(_ key: String, _ object: JSONLine) {
        begin(key)
        bytes += object.bytes
        append("}")
    }

    mutating func add(_ key: String, _ objects: [JSONLine]) {
        begin(key)
        append("[" + objects.map(\.text).joined(separator: ",") + "]")
    }

    /// The object, closed, at the end of `output`, with a line feed behind it.
    func write(to output: inout [UInt8]) {
        output += bytes
        output.append(UInt8(ascii: "}"))
        output.append(UInt8(ascii: "\n"))
    }

    private mutating func begin(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        // Keys are ours, and nothing in them is escaped.
        bytes.append(UInt8(ascii: "\""))
        append(key)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func append(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { octets in
            // What stands for itself is copied in runs: nearly every text is one.
            var start = 0
            var place = 0
            while place < octets.count {
                let octet = octets[place]
                if Self.isPlain(octet) {
                    place += 1
                    continue
                }
                let scalar = Self.scalar(in: octets, at: place)
                let end = place + scalar.utf8.count
                if let escape = Self.escape(scalar) {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: octets[start..<place]))
                    append(escape)
                    start = end
                }
                place = end
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: octets[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether it stands for itself wherever it is met: all but controls, quotes and what begins the characters between
    /// U+0080 and U+00BF or U+2000 and U+2FFF, some of which are escaped.
    private static func isPlain(_ octet: UInt8) -> Bool {
        octet >= 0x20 && octet != UInt8(ascii: "\"") && octet != UInt8(ascii: "\\") && octet != 0x7F && octet != 0xC2
            && octet != 0xE2
    }

    /// The character of one octet, or of the two or three that begin with 0xC2 or 0xE2.
    private static func scalar(in octets: UnsafeBufferPointer<UInt8>, at place: Int) -> Unicode.Scalar {
        let rest = octets[(place + 1)...].prefix(octets[place] == 0xC2 ? 1 : octets[place] == 0xE2 ? 2 : 0)
        let lead = rest.isEmpty ? UInt32(octets[place]) : UInt32(octets[place] & 0x1F >> UInt8(rest.count - 1))
        return Unicode.Scalar(rest.reduce(lead) { $0 << 6 | UInt32($1 & 0x3F) }) ?? "\u{FFFD}"
    }

    /// Nil for one that stands for itself.
    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
            "\u{2066}"..."\u{2069}":
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return nil
        }
    }
}
