/// Reads a file as an mbox (RFC 4155) when it is one, else as one message.
///
/// A separator is a line `From …` with a time of day in it, at the start or after an empty line: sentences that begin
/// with "From" have none. Neither it nor the empty line before it belongs to a message.
final class MboxReader {
    private let reader: ByteReader
    private let name: String
    private let isOneMessage: Bool
    private var isMbox = false
    private var count = 0
    private var isDone = false
    /// A separator was read that begins the next message.
    private var hasNext = true

    init(_ reader: ByteReader, name: String, isOneMessage: Bool = false) {
        self.reader = reader
        self.name = name
        self.isOneMessage = isOneMessage
    }

    func next() -> MessageFile? {
        guard hasNext else { return nil }
        hasNext = false
        var bytes: [UInt8] = []
        var isTooLarge = false
        var isAfterEmptyLine = count == 0
        do throws(MessageFileFault) {
            while let line = try reader.line() {
                if isAfterEmptyLine, line.isWhole, !isOneMessage, Self.isSeparator(line.bytes) {
                    if count == 0, bytes.isEmpty {
                        isMbox = true
                        isAfterEmptyLine = false
                        continue
                    }
                    if isMbox {
                        hasNext = true
                        break
                    }
                }
                isAfterEmptyLine = line.isWhole && Self.isEmpty(line.bytes)
                if bytes.count + line.bytes.count > Limits.messageFileBytes {
                    isTooLarge = true
                    bytes = []
                }
                if !isTooLarge { bytes += line.bytes }
            }
        } catch {
            return MessageFile(name: numbered(), content: .failure(error))
        }
        if hasNext { Self.dropEmptyLine(&bytes) }
        let fault = MessageFileFault.tooLarge(limit: Limits.messageFileBytes)
        return MessageFile(name: numbered(), content: isTooLarge ? .failure(fault) : .success(bytes))
    }

    /// A single message keeps the name of its file, also behind a `From ` line.
    private func numbered() -> String {
        count += 1
        return hasNext || count > 1 ? "\(name)#\(count)" : name
    }

    private static func isSeparator(_ line: [UInt8]) -> Bool {
        guard line.starts(with: Array("From ".utf8)), line.count < 256 else { return false }
        let isDigit: (Int) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(line[$0]) }
        return line.indices.contains {
            line[$0] == UInt8(ascii: ":") && $0 >= 7 && $0 + 2 < line.count && isDigit($0 - 1) && isDigit($0 + 1)
                && isDigit($0 + 2)
        }
    }

    private static func isEmpty(_ line: [UInt8]) -> Bool { line == [0x0A] || line == [0x0D, 0x0A] }

    private static func dropEmptyLine(_ bytes: inout [UInt8]) {
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
    }
}
