import Glibc
import MailRouting

/// The header of a message taken apart into fields: nothing is decoded or copied but the header itself
/// (RFC 5322 section 2.2).
///
/// Splitting is ours and not GMime's because memory safety counts most where the bytes are raw, and because the fields
/// must be there for every message, also for one that a MIME parser refuses.
struct HeaderBlock {
    let header: Header
    /// Where the body begins; nil when the header has no end within the limit.
    let bodyStart: Int?
    /// Whether all of it is printable ASCII and TAB, as nearly every header is.
    let isPlain: Bool

    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")

    /// Reads fields until the empty line, the end of the bytes, or a limit.
    init(_ bytes: ArraySlice<UInt8>, defects: inout DefectList) {
        let window = bytes.prefix(Limits.headerBytes)
        let (fields, end, bodyStart) = window.withUnsafeBufferPointer { window in
            Self.split(window, isCut: window.count < bytes.count, defects: &defects)
        }
        self.bodyStart = bodyStart.map { $0 + window.startIndex }
        let octets = Array(window.prefix(end))
        isPlain = octets.withUnsafeBufferPointer(Header.isPlain)
        header = Header(octets, fields: fields, decode: Self.decoded)
    }

    /// The value decoded for rules on any field. Faults are noted by the fields that are facts, so those found here are
    /// not.
    private static func decoded(_ value: [UInt8]) -> String {
        guard EncodedWords.mayOccur(in: value[...]) || value.contains(where: { $0 >= 0x80 }) else {
            return String(decoding: value, as: UTF8.self)
        }
        var unnoted = DefectList()
        return EncodedWords.decode(value, defects: &unnoted)
    }

    /// The fields, where the last one ends, and where the body begins.
    private static func split(
        _ window: UnsafeBufferPointer<UInt8>, isCut: Bool, defects: inout DefectList
    ) -> (fields: [Header.Field], end: Int, bodyStart: Int?) {
        let mark = endsInCarriageReturn(window) ? cr : lf
        if mark == cr { defects.add(.bareCarriageReturn) }
        var fields: [Header.Field] = []
        fields.reserveCapacity(48)
        var position = 0
        if startsWithMboxLine(window) { position = line(window, from: 0, endsIn: mark).next }
        while position < window.count {
            let line = line(window, from: position, endsIn: mark)
            if line.content.isEmpty { return (fields, position, line.next) }
            if line.next == window.count, isCut { defects.add(.headerTooLong) }
            take(line.content, of: window, into: &fields, defects: &defects)
            if fields.count > Limits.fields {
                fields.removeLast()
                defects.add(.tooManyFields)
                return (fields, line.content.lowerBound, nil)
            }
            position = line.next
        }
        if isCut { defects.add(.headerTooLong) }
        return (fields, window.count, nil)
    }

    /// One line becomes a field, or the continuation of the one before.
    private static func take(
        _ line: Range<Int>, of window: UnsafeBufferPointer<UInt8>, into fields: inout [Header.Field],
        defects: inout DefectList
    ) {
        let first = window[line.lowerBound]
        if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
            guard let last = fields.indices.last else {
                defects.add(.leadingContinuation)
                return
            }
            fields[last].extend(to: line.upperBound)
            return
        }
        guard let name = fieldName(window, line) else {
            defects.add(.malformedHeaderLine)
            return
        }
        fields.append(Header.Field(name: name.text, value: name.colon + 1..<line.upperBound))
    }

    /// The name before the colon: printable ASCII, and white space only right before the colon (RFC 5322 section 4.5).
    private static func fieldName(
        _ window: UnsafeBufferPointer<UInt8>, _ line: Range<Int>
    ) -> (text: Range<Int>, colon: Int)? {
        var end = line.lowerBound
        while end < line.upperBound, window[end] > 0x20, window[end] < 0x7F, window[end] != UInt8(ascii: ":") {
            end += 1
        }
        var colon = end
        while colon < line.upperBound, window[colon] == UInt8(ascii: " ") || window[colon] == UInt8(ascii: "\t") {
            colon += 1
        }
        guard end > line.lowerBound, colon < line.upperBound, window[colon] == UInt8(ascii: ":") else { return nil }
        return (line.lowerBound..<end, colon)
    }

    /// The line that starts at `start`, without its end, and where the next one starts.
    private static func line(
        _ window: UnsafeBufferPointer<UInt8>, from start: Int, endsIn mark: UInt8
    ) -> (content: Range<Int>, next: Int) {
        guard let end = index(of: mark, in: window, from: start) else { return (start..<window.count, window.count) }
        // More than one CR before the LF comes from a text-mode copy on a system that ends lines in CRLF.
        var contentEnd = end
        while mark == lf, contentEnd > start, window[contentEnd - 1] == cr { contentEnd -= 1 }
        return (start..<contentEnd, end + 1)
    }

    private static func index(of octet: UInt8, in window: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = window.baseAddress, start < window.count,
            let found = memchr(base + start, Int32(octet), window.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// True when the header, up to its empty line, has no LF: elsewhere a CR alone is a stray byte inside a line.
    private static func endsInCarriageReturn(_ window: UnsafeBufferPointer<UInt8>) -> Bool {
        let end = index(of: lf, in: window, from: 0) ?? window.count
        var hasCarriageReturn = false
        for place in 0..<end where window[place] == cr {
            hasCarriageReturn = true
            let isEmptyLine = place + 1 < window.count && window[place + 1] == cr
            if isEmptyLine, place + 2 == window.count || window[place + 2] != lf { return true }
        }
        return end == window.count && hasCarriageReturn
    }

    /// `From someone Mon Jan  1 …`: the separator of mbox files, sometimes left on single messages.
    private static func startsWithMboxLine(_ window: UnsafeBufferPointer<UInt8>) -> Bool {
        window.starts(with: "From ".utf8) || window.starts(with: ">From ".utf8)
    }
}
