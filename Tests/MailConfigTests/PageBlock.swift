import FoundationEssentials

/// A fenced block of a documentation page.
struct PageBlock: Sendable {
    /// What stands after the fence: `yaml`, `text`.
    let language: String
    /// The line of the page it begins in, counted from 1.
    let line: Int
    /// Without the first where that is a comment with the name of a file.
    let lines: [String]
    /// The file it is the content of: `# lists/oem.txt` in its first line.
    let file: String?

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// The blocks of the page at `path`, in order.
    static func read(_ path: String) throws -> [PageBlock] {
        let page = String(decoding: try Data(contentsOf: URL(filePath: Repository.path(path))), as: UTF8.self)
        var blocks: [PageBlock] = []
        var open: (language: String, line: Int, lines: [String])?
        for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if !line.hasPrefix("```") {
                open?.lines.append(String(line))
            } else if let block = open {
                blocks.append(PageBlock(block.language, block.line, block.lines))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), index + 2, [])
            }
        }
        return blocks
    }

    private init(_ language: String, _ line: Int, _ lines: [String]) {
        let name = lines.first.flatMap { $0.hasPrefix("# ") ? String($0.dropFirst(2)) : nil } ?? ""
        let isFile = !name.contains(" ") && [".yaml", ".txt", ".ics"].contains { name.hasSuffix($0) }
        self.language = language
        self.line = line
        self.file = isFile ? name : nil
        self.lines = isFile ? Array(lines.dropFirst()) : lines
    }
}
