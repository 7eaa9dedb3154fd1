/// The header of a message taken apart into fields: byte ranges only, nothing decoded (RFC 5322 section 2.2).
///
/// Splitting is ours and not GMime's because memory safety counts most where the bytes are raw, and because the fields
/// must be there for every message, also for one that a MIME parser refuses.
struct HeaderBlock {
    struct Field {
        let name: String
        /// The value as it stands, folds and all, from the byte after the colon.
        let range: Range<Int>
    }

    private(set) var fields: [Field] = []
    /// Where the body begins; nil when the header has no end within the limit.
    private(set) var bodyStart: Int?
    private let endsInCarriageReturn: Bool

    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")

    /// Reads fields until the empty line, the end of the bytes, or a limit.
    init(_ bytes: ArraySlice<UInt8>, defects: inout DefectList) {
        let window = bytes.prefix(Limits.headerBytes)
        endsInCarriageReturn = Self.endsInCarriageReturn(window)
        if endsInCarriageReturn { defects.add(.bareCarriageReturn) }
        var position = window.startIndex
        if Self.startsWithMboxLine(window) { position = lineEnd(window, from: position).next }
        while position < window.endIndex {
            let line = lineEnd(window, from: position)
            if line.content.isEmpty {
                bodyStart = line.next
                return
            }
            if line.next == window.endIndex, window.endIndex < bytes.endIndex { defects.add(.headerTooLong) }
            take(line.content, of: window, defects: &defects)
            if fields.count > Limits.fields {
                fields.removeLast()
                defects.add(.tooManyFields)
                return
            }
            position = line.next
        }
        if window.endIndex < bytes.endIndex { defects.add(.headerTooLong) }
    }

    /// One line becomes a field, or the continuation of the one before.
    private mutating func take(_ line: Range<Int>, of bytes: ArraySlice<UInt8>, defects: inout DefectList) {
        let first = bytes[line.lowerBound]
        if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
            guard let last = fields.popLast() else {
                defects.add(.leadingContinuation)
                return
            }
            fields.append(Field(name: last.name, range: last.range.lowerBound..<line.upperBound))
            return
        }
        guard let name = Self.fieldName(bytes[line]) else {
            defects.add(.malformedHeaderLine)
            return
        }
        fields.append(Field(name: name.text, range: name.colon + 1..<line.upperBound))
    }

    /// The name before the colon: printable ASCII, and white space only right before the colon (RFC 5322 section 4.5).
    private static func fieldName(_ line: ArraySlice<UInt8>) -> (text: String, colon: Int)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
        var end = colon
        while end > line.startIndex, line[end - 1] == UInt8(ascii: " ") || line[end - 1] == UInt8(ascii: "\t") {
            end -= 1
        }
        let name = line[line.startIndex..<end]
        guard !name.isEmpty, name.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return (String(decoding: name, as: UTF8.self), colon)
    }

    /// The line that starts at `start`, without its end, and where the next one starts.
    private func lineEnd(_ bytes: ArraySlice<UInt8>, from start: Int) -> (content: Range<Int>, next: Int) {
        let mark = endsInCarriageReturn ? Self.cr : Self.lf
        guard let end = bytes[start...].firstIndex(of: mark) else { return (start..<bytes.endIndex, bytes.endIndex) }
        // More than one CR before the LF comes from a text-mode copy on a system that ends lines in CRLF.
        var contentEnd = end
        while !endsInCarriageReturn, contentEnd > start, bytes[contentEnd - 1] == Self.cr { contentEnd -= 1 }
        return (start..<contentEnd, end + 1)
    }

    /// True when the header, up to its empty line, has no LF: elsewhere a CR alone is a stray byte inside a line.
    private static func endsInCarriageReturn(_ bytes: ArraySlice<UInt8>) -> Bool {
        var hasCarriageReturn = false
        for (index, byte) in zip(bytes.indices, bytes) where byte == cr || byte == lf {
            if byte == lf { return false }
            hasCarriageReturn = true
            if bytes[index...].dropFirst().first == cr, bytes[index...].dropFirst(2).first != lf { return true }
        }
        return hasCarriageReturn
    }

    /// `From someone Mon Jan  1 …`: the separator of mbox files, sometimes left on single messages.
    private static func startsWithMboxLine(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: Array("From ".utf8)) || bytes.starts(with: Array(">From ".utf8))
    }
}

extension HeaderBlock {
    /// The bytes of a value on one line: line ends taken out (RFC 5322 section 2.2.3), white space trimmed.
    static func unfold(_ value: ArraySlice<UInt8>) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(value.count)
        for byte in value where byte != lf && byte != cr { line.append(byte) }
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let start = line.firstIndex { !isSpace($0) } ?? line.endIndex
        let end = line.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
        return start == 0 && end == line.count ? line : Array(line[start..<end])
    }
}
