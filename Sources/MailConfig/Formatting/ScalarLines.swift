/// A text as its author wrote it, line by line, without the indentation: that of the lines after the first is the
/// printer's business.
struct ScalarLines {
    var lines: [String]
    /// `|` or `>`: the first line is its header, and a comment stands there and not at the end.
    let isBlock: Bool
}

extension ScalarLines {
    /// A text in quotes or plain. Line breaks in it are kept; blanks around them mean nothing.
    init(flow source: ArraySlice<Unicode.Scalar>) {
        // In double quotes a blank at the end of a line may be an escaped one.
        let isDouble = source.first == "\""
        let parts = source.split(separator: "\n", omittingEmptySubsequences: false)
        let lines = parts.enumerated().map { number, line in
            let line = number == 0 ? line : line.drop { $0 == " " || $0 == "\t" }
            return isDouble || number == parts.count - 1 ? line.text : line.withoutBlanksAtEnd
        }
        self.init(lines: lines, isBlock: false)
    }

    /// A text after `|` or `>`.
    ///
    /// - Parameter column: Where the innermost list or mapping around it begins, which an indentation indicator counts
    ///   from; nil outside of all.
    init(block source: ArraySlice<Unicode.Scalar>, value: String, in column: Int?, comment: inout String?) {
        let parts = source.split(separator: "\n", omittingEmptySubsequences: false)
        let header = parts.first ?? []
        let indicators = header.prefix { $0 != " " && $0 != "\t" && $0 != "#" }
        comment = header.firstIndex(of: "#").map { header[$0...].withoutBlanksAtEnd }
        let explicit = indicators.first { ("1"..."9").contains($0) }.map { Int($0.value) - 0x30 }
        let firstLine = parts.dropFirst().first { $0.contains { $0 != " " } }
        let indentation = explicit.map { max(0, column ?? 0) + $0 } ?? firstLine?.prefix { $0 == " " }.count ?? .max
        var lines = parts.dropFirst().map { line in
            line.prefix(while: { $0 == " " }).count == line.count && line.count <= indentation
                ? "" : line.dropFirst(indentation).text
        }
        // What follows the last line break is the start of the next line.
        if lines.last == "" { lines.removeLast() }
        let keepsBreaks = indicators.contains("+")
        if !keepsBreaks { while lines.last == "" { lines.removeLast() } }
        // A file that ends without a line break ends the text without one.
        let strips = indicators.contains("-") || !lines.isEmpty && !value.hasSuffix("\n")
        let chomping = strips ? "-" : keepsBreaks ? "+" : ""
        let style = indicators.first.map { String($0) } ?? "|"
        self.init(lines: [style + (explicit == nil ? "" : "2") + chomping] + lines, isBlock: true)
    }
}
