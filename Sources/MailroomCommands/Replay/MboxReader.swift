/// The messages of an mbox file or pipe, one after the other, in the memory of one.
final class MboxReader {
    private let file: InputFile
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// Whether the last piece ended its line, so that the next one begins a line.
    private var isAtLineStart = true
    private var previousWasBlank = true
    /// A separator that was met at the end of the message before.
    private var hasSeparator = false

    private static let pieceSize = 64 * 1024

    private let kept: Int

    /// - Parameter kept: How many octets are kept of each message.
    init(_ file: InputFile, keeping kept: Int = MessageHead.limit) {
        self.file = file
        self.kept = kept
    }

    /// Whether what comes is an mbox: it begins with a separator. Nothing is consumed.
    func isMbox() throws(ReadFault) -> Bool {
        try fill()
        let end = buffer[position...].firstIndex(of: 0x0A) ?? buffer.endIndex
        return FromLine.matches(buffer[position..<end])
    }

    /// The next message; nil at the end.
    func next() throws(ReadFault) -> MessageHead? {
        var head: MessageHead? = hasSeparator ? MessageHead(keeping: kept) : nil
        hasSeparator = false
        // The empty line before a separator belongs to the mbox, so it waits for what follows.
        var blankLine: ArraySlice<UInt8> = []
        while let (piece, startsLine) = try nextPiece() {
            if startsLine && previousWasBlank && FromLine.matches(piece) {
                previousWasBlank = false
                if head != nil {
                    hasSeparator = true
                    return head
                }
                head = MessageHead(keeping: kept)
                continue
            }
            head = head ?? MessageHead(keeping: kept)
            head?.append(blankLine)
            previousWasBlank = startsLine && piece.allSatisfy { $0 == 0x0A || $0 == 0x0D }
            blankLine = previousWasBlank ? piece : []
            if !previousWasBlank { head?.append(piece) }
        }
        head?.append(blankLine)
        return head
    }

    /// Everything up to the end as one message, for input that is no mbox.
    func single() throws(ReadFault) -> MessageHead {
        var head = MessageHead(keeping: kept)
        try fill()
        while position < buffer.endIndex {
            head.append(buffer[position...])
            position = buffer.endIndex
            try fill()
        }
        head.dropSeparator()
        return head
    }

    /// A line with its line feed, or a part of one that is longer than any line of a header may be.
    private func nextPiece() throws(ReadFault) -> (ArraySlice<UInt8>, startsLine: Bool)? {
        var end = buffer[position...].firstIndex(of: 0x0A)
        if end == nil && !isAtEnd {
            try fill()
            end = buffer[position...].firstIndex(of: 0x0A)
        }
        let next = end.map { $0 + 1 } ?? buffer.endIndex
        guard next > position else { return nil }
        defer {
            position = next
            isAtLineStart = end != nil
        }
        return (buffer[position..<next], isAtLineStart)
    }

    private func fill() throws(ReadFault) {
        guard !isAtEnd else { return }
        let more = try file.read(atMost: Self.pieceSize)
        isAtEnd = more.count < Self.pieceSize
        buffer = Array(buffer[position...]) + more
        position = 0
    }
}
