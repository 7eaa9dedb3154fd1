import MailRouting
import MailTransport

/// The beginning of one message: all that the parser looks at, with the size of the whole.
///
/// A replay of a large archive reads headers, not attachments, and needs the same memory for a message of any size.
struct MessageHead: Sendable, Equatable {
    /// The parser's own bounds for header and body; nothing behind them counts.
    static let limit = Limits.headerBytes + Limits.bodyBytes

    private(set) var bytes: [UInt8] = []
    /// Octets of the whole message.
    private(set) var size = 0
    /// Where the whole message can be read again; nil for one among others, or from a pipe.
    var file: SourcePath?
    private let kept: Int

    /// - Parameter kept: How many octets are kept of a message that cannot be read again.
    init(keeping kept: Int = limit) { self.kept = kept }

    /// From a regular file that holds one message.
    init(of file: InputFile) throws(ReadFault) {
        kept = MessageHead.limit
        // Files that the system makes up as they are read say that they are empty.
        let expected = file.size.flatMap { $0 > 0 ? $0 : nil }
        bytes = try file.read(atMost: MessageHead.limit, expected: expected)
        size = max(expected ?? 0, bytes.count)
        dropSeparator()
    }

    mutating func append(_ piece: ArraySlice<UInt8>) {
        size += piece.count
        bytes += piece.prefix(max(0, kept - bytes.count))
    }

    /// Removes a leading `From ` line, which mailbox files write and no message has (RFC 4155).
    mutating func dropSeparator() {
        guard bytes.starts(with: FromLine.start), let end = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D })
        else { return }
        let isCRLF = bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A
        let length = end + (isCRLF ? 2 : 1)
        bytes.removeFirst(length)
        size -= length
    }

    func parsed() -> Message {
        var message = MessageParser.parse(message: bytes)
        message.size = size
        return message
    }
}

/// The line that separates messages in an mbox: `From sender Thu Nov 19 10:00:00 2026` (RFC 4155).
enum FromLine {
    static let start = Array("From ".utf8)

    /// Asks for a time of day and a year behind it, so that a sentence beginning with "From" ends no message.
    static func matches(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: start), line.count < 1000 else { return false }
        let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        guard let time = words.firstIndex(where: isTime) else { return false }
        return words[(time + 1)...].contains { $0.count == 4 && $0.allSatisfy(isDigit) }
    }

    private static func isTime(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return (2...3).contains(parts.count)
            && parts.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(isDigit) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
