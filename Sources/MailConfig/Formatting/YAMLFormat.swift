public import MailRouting

/// The one layout of rule and configuration files: two-space indentation, one space after `:` and `,`, at most one
/// blank line between items, short lists and mappings in brackets on one line and long ones below each other.
///
/// Meaning never changes. Comments stay with their line or node, quotes stay as they were written (in rules a plain
/// word is the name of a list and a quoted text is a text), and keys keep their order. What was made is read again and
/// compared before it is handed out.
public enum YAMLFormat {
    /// The largest file that is read, in octets.
    public static let maximumSize = Limits.fileBytes

    /// The text in its layout, with line feeds and one at its end; or everything that keeps the file from being read.
    ///
    /// - Parameter file: How findings name it.
    public static func formatted(_ bytes: [UInt8], file: String) throws(Diagnostics) -> String {
        let reading = Reading()
        let original = SourceText(file: file, bytes: bytes)
        reading.add(original)
        guard bytes.count <= maximumSize else {
            reading.report(
                at: SourceLocation(file: file, line: 1), length: 1, "more than \(maximumSize) octets in one file")
            return try reading.finish(nil)
        }
        guard let node = YAMLDocument.root(of: original, reading) else { return try reading.finish(nil) }
        _ = try reading.finish(node)
        let source = SourceText(file: file, bytes: withLineFeeds(original.bytes))
        let layout = try reading.finish(LayoutReader.layout(of: source, reading))
        let text = LayoutPrinter.text(of: layout)
        guard text.utf8.count <= maximumSize else {
            reading.report(at: node, "this would have more than \(maximumSize) octets when it is formatted")
            return try reading.finish(nil)
        }
        let again = YAMLDocument.root(of: SourceText(file: file, bytes: Array(text.utf8)), Reading())
        if let place = node.firstDifference(from: again) {
            reading.report(
                at: place, "this cannot be formatted without changing its meaning",
                suggestion: "write the text in quotes")
        }
        return try reading.finish(text)
    }

    private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x0D) else { return bytes }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A, index > 0, bytes[index - 1] == 0x0D { continue }
            result.append(byte == 0x0D ? 0x0A : byte)
        }
        return result
    }
}

extension YAMLNode {
    /// The first node here that says something else there, places left aside; nil when both say the same.
    func firstDifference(from other: YAMLNode?) -> YAMLNode? {
        switch (content, other?.content) {
        case (.scalar, .scalar): return content == other?.content ? nil : self
        case (.sequence(let items), .sequence(let others)) where items.count == others.count:
            for (item, other) in zip(items, others) {
                if let difference = item.firstDifference(from: other) { return difference }
            }
            return nil
        case (.mapping(let entries), .mapping(let others)) where entries.count == others.count:
            for (entry, other) in zip(entries, others) {
                if let difference = entry.key.firstDifference(from: other.key) { return difference }
                if let difference = entry.value.firstDifference(from: other.value) { return difference }
            }
            return nil
        default: return self
        }
    }
}
