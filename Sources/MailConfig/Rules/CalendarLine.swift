/// One content line of an iCalendar file, unfolded: `DTSTART;VALUE=DATE:20261224` (RFC 5545 section 3.1).
struct ContentLine {
    /// Where it begins, counted from 1.
    let number: Int
    /// Upper-cased.
    let name: String
    /// Upper-cased, such as `VALUE=DATE`.
    let parameters: [String]
    let value: String

    static func all(of text: SourceText) -> [ContentLine] {
        var lines: [ContentLine] = []
        var number = 0
        var start = 0
        var current: [UInt8] = []
        for line in text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let content = line.last == 0x0D ? line.dropLast() : line
            if content.first == 0x20 || content.first == 0x09 {
                if current.count < Limits.calendarLine { current += content.dropFirst() }
                continue
            }
            if let line = ContentLine(current, number: start) { lines.append(line) }
            current = Array(content.prefix(Limits.calendarLine))
            start = number
        }
        if let line = ContentLine(current, number: start) { lines.append(line) }
        return lines
    }

    /// Nil for a line without a name and a value; no such line has a meaning.
    private init?(_ bytes: [UInt8], number: Int) {
        // A colon in a quoted parameter does not end the name (RFC 5545 section 3.2).
        var isQuoted = false
        let colon = bytes.firstIndex { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return byte == UInt8(ascii: ":") && !isQuoted
        }
        guard let colon else { return nil }
        let head = String(decoding: bytes[..<colon], as: UTF8.self).uppercased().split(separator: ";").map(String.init)
        guard let name = head.first else { return nil }
        self.number = number
        self.name = name
        self.parameters = Array(head.dropFirst())
        self.value = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
    }
}
