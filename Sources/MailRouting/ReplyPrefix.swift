/// `Re:`, `AW:`, `Fwd:` and their kin, which mail programs put before a subject and which say nothing about it.
enum ReplyPrefix {
    /// English, German, Dutch, Scandinavian, Romance, Polish, Turkish; Chinese reply and forward.
    private static let list = [
        "re", "fw", "fwd", "aw", "wg", "antw", "antwort", "sv", "vs", "vb", "rv", "tr", "res", "enc", "odp", "ynt",
        "回复", "回覆", "答复", "转发", "轉寄",
    ]
    private static let words = HeaderNames(list)
    private static let longestWord = list.reduce(0) { max($0, $1.utf8.count) }

    /// `subject` (normalised) without the prefixes at its beginning, however many there are: `Re[2]: AW: Fwd: offer`.
    static func removed(from subject: [UInt8]) -> [UInt8] {
        var start = subject.startIndex
        for _ in 0..<Limits.replyPrefixes {
            guard let end = prefixEnd(in: subject, at: start) else { break }
            start = end
        }
        return start == subject.startIndex ? subject : Array(subject[start...])
    }

    /// Where the text goes on after one prefix at `start`; nil when there is none.
    private static func prefixEnd(in subject: [UInt8], at start: Int) -> Int? {
        var end = start
        let limit = longestWord
        while end < subject.endIndex, end - start <= limit, isLetter(subject[end]) { end += 1 }
        guard end > start, end - start <= limit else { return nil }
        let isPrefix = subject[start..<end].withUnsafeBufferPointer { words.number(of: $0) != nil }
        guard isPrefix else { return nil }
        end = afterCount(in: subject, at: end)
        if end < subject.endIndex, subject[end] == UInt8(ascii: " ") { end += 1 }
        guard end < subject.endIndex, subject[end] == UInt8(ascii: ":") else { return nil }
        end += 1
        while end < subject.endIndex, subject[end] == UInt8(ascii: " ") { end += 1 }
        return end
    }

    /// Past `[2]`, `(2)`, `^2` or `*2`, as some programs count their replies.
    private static func afterCount(in subject: [UInt8], at start: Int) -> Int {
        guard start < subject.endIndex else { return start }
        let close: UInt8?
        switch subject[start] {
        case UInt8(ascii: "["): close = UInt8(ascii: "]")
        case UInt8(ascii: "("): close = UInt8(ascii: ")")
        case UInt8(ascii: "^"), UInt8(ascii: "*"): close = nil
        default: return start
        }
        var end = start + 1
        while end < subject.endIndex, end - start <= 4, (0x30...0x39).contains(subject[end]) { end += 1 }
        guard end > start + 1 else { return start }
        guard let close else { return end }
        return end < subject.endIndex && subject[end] == close ? end + 1 : start
    }

    private static func isLetter(_ octet: UInt8) -> Bool {
        octet >= 0x80 || (0x61...0x7A).contains(octet | 0x20)
    }
}
