/// A comment as it stands in a file, in the counts of libyaml: from 0, in code points.
struct SourceComment {
    /// From the `#` on, without blanks at the end.
    let text: String
    let start: Int
    let end: Int
    let line: Int
    let column: Int
    /// Nothing stands before it on its line.
    let isAlone: Bool
}

/// The comments of a file, which libyaml skips. Outside of texts every `#` begins one, as far as its line goes: what
/// is left there besides comments is blanks and punctuation.
enum SourceComments {
    /// - Parameter texts: Where the scalars stand, in order.
    static func all(in source: [Unicode.Scalar], outside texts: [Range<Int>]) -> [SourceComment] {
        var comments: [SourceComment] = []
        var texts = texts[...]
        var index = 0
        var line = 0
        var lineStart = 0
        var isAlone = true
        while index < source.count {
            while let next = texts.first, next.upperBound <= index { texts.removeFirst() }
            let isInText = texts.first?.contains(index) == true
            if source[index] == "\n" {
                line += 1
                lineStart = index + 1
                isAlone = true
            } else if source[index] == "#", !isInText {
                let end = source[index...].firstIndex(of: "\n") ?? source.count
                comments.append(
                    SourceComment(
                        text: source[index..<end].withoutBlanksAtEnd, start: index, end: end, line: line,
                        column: index - lineStart, isAlone: isAlone))
                index = end
                continue
            } else if source[index] != " ", source[index] != "\t" {
                isAlone = false
            }
            index += 1
        }
        return comments
    }
}

extension Collection<Unicode.Scalar> {
    var text: String {
        var text = ""
        text.unicodeScalars.append(contentsOf: self)
        return text
    }
}

extension BidirectionalCollection<Unicode.Scalar> {
    var withoutBlanksAtEnd: String {
        let end = lastIndex { $0 != " " && $0 != "\t" }.map { index(after: $0) } ?? startIndex
        return self[..<end].text
    }
}
