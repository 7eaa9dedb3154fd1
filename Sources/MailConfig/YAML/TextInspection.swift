import MailRouting

/// Looks at a file before YAML does: what is no text, what cannot be seen, and tabs that only look like indentation.
///
/// libyaml would refuse most of it too, but at the first place only and in words about its own buffers.
struct TextInspection {
    private let text: SourceText
    private let reading: Reading
    private var line = 1
    private var column = 1
    private var isIndentation = true
    private var previous: Unicode.Scalar = "\n"

    /// False when something was reported: the text is then not worth parsing.
    static func passes(_ text: SourceText, _ reading: Reading) -> Bool {
        var inspection = TextInspection(text: text, reading: reading)
        return inspection.run()
    }

    private init(text: SourceText, reading: Reading) {
        self.text = text
        self.reading = reading
    }

    private mutating func run() -> Bool {
        let before = reading.count
        // A file of rules has millions of characters, and nearly all are the printable ones of ASCII.
        let bytes = text.bytes
        var place = 0
        while place < bytes.count {
            if reading.isFull { return false }
            let end = bytes.withUnsafeBufferPointer { Self.endOfPlain($0, from: place) }
            if end > place { skip(bytes[place..<end]) }
            place = end
            guard place < bytes.count else { break }
            var rest = bytes[place...].makeIterator()
            var decoder = UTF8()
            guard case .scalarValue(let scalar) = decoder.decode(&rest) else {
                report("this is not UTF-8 text", "save the file as UTF-8")
                return false
            }
            inspect(scalar)
            place += UTF8.width(scalar)
        }
        return reading.count == before && !reading.isFull
    }

    /// Where printable ASCII ends that begins at `place`.
    private static func endOfPlain(_ bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Int {
        var end = place
        while end < bytes.count, bytes[end] &- 0x20 < 0x5F { end += 1 }
        return end
    }

    private mutating func skip(_ plain: ArraySlice<UInt8>) {
        column += plain.count
        previous = " "
        if isIndentation { isIndentation = plain.allSatisfy { $0 == 0x20 } }
    }

    private mutating func inspect(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\n" where previous == "\r": break
        case "\n", "\r":
            line += 1
            column = 1
            isIndentation = true
        default:
            if scalar == "\t", isIndentation {
                report("tab in the indentation", "indent with spaces")
            } else if Self.isRefused(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                report("invisible character U+\(code)", "remove it, or write it as \"\\u\(code)\" in double quotes")
            }
            if scalar != " ", scalar != "\t" { isIndentation = false }
            column += 1
        }
        previous = scalar
    }

    private func report(_ message: String, _ suggestion: String) {
        reading.report(
            at: SourceLocation(file: text.file, line: line, column: column), length: 1, message, suggestion: suggestion)
    }

    /// Control characters, the line separators only YAML 1.1 knows, byte order marks inside the text, marks that turn
    /// the direction of reading (they make a file look other than it is), and code points that are no characters.
    static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0x202A...0x202E, 0x2066...0x2069: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }
}
