import MailRouting

/// One entry of a list, and where it stands: in the YAML, or in a file of its own.
struct ListEntry {
    let text: String
    let location: SourceLocation
    /// Columns.
    let length: Int

    /// One entry a line; `#` at the start of a line or after a space begins a comment.
    static func lines(of text: SourceText, _ reading: Reading) -> [ListEntry]? {
        var entries: [ListEntry] = []
        var number = 0
        for line in String(decoding: text.bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        {
            number += 1
            let end = line.indices.first { index in
                line[index] == "#" && (index == line.startIndex || line[line.index(before: index)] == " ")
            }
            let content = line[..<(end ?? line.endIndex)]
            let indentation = content.prefix(while: \.isWhitespace).unicodeScalars.count
            var entry = content.drop(while: \.isWhitespace)
            while entry.last?.isWhitespace == true { entry.removeLast() }
            guard !entry.isEmpty else { continue }
            let place = SourceLocation(file: text.file, line: number, column: indentation + 1)
            guard entries.count < Limits.listEntries else {
                reading.report(at: place, length: 1, "more than \(Limits.listEntries) entries in one list")
                return nil
            }
            entries.append(ListEntry(text: String(entry), location: place, length: entry.unicodeScalars.count))
        }
        return entries
    }
}
