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
        if bytes.count > 1 { append(",") }
        append(quoted: key)
        append(":")
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func append(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        let isPlain = text.withUTF8 { octets in
            guard octets.allSatisfy(Self.isPlain) else { return false }
            bytes.append(contentsOf: octets)
            return true
        }
        if !isPlain { append(escaped: text) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Printable ASCII that stands for itself.
    private static func isPlain(_ octet: UInt8) -> Bool {
        octet >= 0x20 && octet < 0x7F && octet != UInt8(ascii: "\"") && octet != UInt8(ascii: "\\")
    }

    private mutating func append(escaped text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            case _ where scalar.isASCII: bytes.append(UInt8(scalar.value))
            default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
    }
}
