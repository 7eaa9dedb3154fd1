/// Lines with a hanging indent, no wider than a page: what is not a table but still must be read.
struct WrappedText {
    private(set) var text = ""
    private let width: Int

    /// - Parameter width: in columns; a word that is longer stands alone and is wider.
    init(width: Int) { self.width = width }

    /// Adds a paragraph: `prefix` in front of the first line, as many spaces in front of the others.
    mutating func add(_ prefix: String, _ paragraph: String = "") {
        let indent = ColumnText.columns(of: prefix)
        var line = prefix
        var used = indent
        for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
            let wide = ColumnText.columns(of: String(word))
            if used > indent && used + 1 + wide > width {
                close(line)
                line = String(repeating: " ", count: indent)
                used = indent
            }
            if used > indent {
                line += " "
                used += 1
            }
            line += word
            used += wide
        }
        close(line)
    }

    private mutating func close(_ line: String) {
        let end = line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex
        text += line[..<end] + "\n"
    }
}
