import MailRouting

/// The lists of all rule files by name. A list is known in every file, so its name may be given only once.
struct ListTable {
    struct Entry {
        let text: String
        /// Where the entry stands, for what is found wrong when it is used as a domain or a regex.
        let location: SourceLocation
    }

    struct List {
        let entries: [Entry]
        fileprivate let key: YAMLNode
    }

    private(set) var lists: [String: List] = [:]
    var names: [String] { lists.keys.sorted() }

    subscript(_ name: String) -> List? { lists[name] }

    /// Takes in the `lists:` of one file.
    mutating func add(_ node: YAMLNode, from folder: RuleFolder, _ reading: Reading) {
        guard case .mapping(let entries) = node.content else {
            if !node.isNull { reading.report(at: node, "expected a mapping of lists, found \(node.kind)") }
            return
        }
        for entry in entries {
            _ = reading.name(entry.key)
            if let first = lists[entry.name] {
                reading.report(
                    at: entry.key, "duplicate list \(entry.name.quotedForFinding)",
                    suggestion: "it is already given in \(first.key.location.short)")
                continue
            }
            let found = Self.entries(entry.value, from: folder, reading)
            if found?.isEmpty == true {
                reading.report(at: entry.key, "the list \(entry.name.quotedForFinding) is empty")
            }
            // A list that could not be read is still known, so that its users are not reported as well.
            lists[entry.name] = List(entries: found ?? [], key: entry.key)
        }
    }

    private static func entries(_ node: YAMLNode, from folder: RuleFolder, _ reading: Reading) -> [Entry]? {
        switch node.content {
        case .sequence(let items):
            return items.compactMap { item in
                reading.text(item).map { Entry(text: $0, location: item.location) }
            }
        case .mapping:
            guard let fields = Fields(node, KnownKeys.listFile, of: "the list", reading) else { return nil }
            guard let path = fields.required("file", reading.text), let place = fields["file"] else { return nil }
            return folder.list(path, namedBy: place).flatMap { lines($0, reading) }
        case .scalar:
            return reading.expected("a list, or {file: PATH}", node)
        }
    }

    /// One entry a line; `#` at the start of a line or after a space begins a comment.
    private static func lines(_ text: SourceText, _ reading: Reading) -> [Entry]? {
        var entries: [Entry] = []
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
            entries.append(Entry(text: String(entry), location: place))
        }
        return entries
    }
}
