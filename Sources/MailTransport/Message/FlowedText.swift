/// Text as format=flowed (RFC 3676): readable at any width, and in programs that know nothing of it.
///
/// Every line of the text is a paragraph; it is broken at spaces, and each line that ends in a space goes on in the next.
enum FlowedText {
    /// Characters of a line without its line end, the space that marks a soft break among them: section 4.2 asks for 78
    /// at most and advises fewer.
    static let width = 72

    /// - Parameter text: lines end in LF; what is returned, too.
    static func flowed(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + text.utf8.count / width + 1)
        let lines = text.utf8.split(separator: newline, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            // Behind the last line end there is no line.
            if number == lines.count - 1, line.isEmpty { break }
            append(Array(line), to: &result)
            result.append(newline)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let space = UInt8(ascii: " ")
    private static let newline = UInt8(ascii: "\n")
    private static let signature = Array("-- ".utf8)

    private static func append(_ paragraph: [UInt8], to result: inout [UInt8]) {
        // The line before a signature is the only one that ends in a space and is not flowed (section 4.3).
        if paragraph == signature { return result += paragraph }
        var end = paragraph.endIndex
        while end > 0, paragraph[end - 1] == space { end -= 1 }
        var start = 0
        while true {
            let next = lineBreak(in: paragraph, from: start, to: end)
            if isStuffed(paragraph[start..<next]) { result.append(space) }
            result += paragraph[start..<next]
            if next == end { return }
            result.append(newline)
            start = next
        }
    }

    /// Where the line that begins at `start` ends: behind the last space it has room for. A word that is longer than a
    /// line stays whole.
    private static func lineBreak(in text: [UInt8], from start: Int, to end: Int) -> Int {
        var found: Int?
        var column = 0
        for index in start..<end {
            // Bytes that go on a character take no room.
            if text[index] & 0xC0 != 0x80 { column += 1 }
            if column > width, let found { return found }
            // Behind the last of several spaces: the next line begins with a word. And not where what is left would look
            // like the line before a signature.
            if text[index] == space, index + 1 < end, text[index + 1] != space, !(text[start...index] == signature[...])
            {
                found = index + 1
            }
        }
        return end
    }

    /// What a reader would take for stuffing, for a quotation, or for the separator of a mailbox file (section 4.4).
    private static func isStuffed(_ line: ArraySlice<UInt8>) -> Bool {
        line.first == space || line.first == UInt8(ascii: ">") || line.starts(with: from)
    }

    private static let from = Array("From ".utf8)
}
