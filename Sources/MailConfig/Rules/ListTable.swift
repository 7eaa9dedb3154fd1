import MailRouting

/// The lists of all rule files by name. A list is known in every file, so its name may be given only once.
struct ListTable {
    /// What the entries are. Without a kind they are whatever the key that uses the list compares.
    enum Kind: String, CaseIterable {
        case text, address, domain

        var plural: String { self == .address ? "addresses" : rawValue + "s" }
        /// A key that such a list can stand under, for suggestions.
        var usualKey: String { self == .text ? "subject" : self == .address ? "from" : "from-domain" }
        var part: AddressCondition.Part? { self == .text ? nil : self == .address ? .address : .domain }
    }

    private(set) var lists: [String: List] = [:]
    private(set) var names: [String] = []

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
            // A list that could not be read is still known, so that its users are not reported as well.
            let list = Self.list(entry, from: folder, reading)
            lists[entry.name] = list ?? List(kind: nil, entries: [], key: entry.key)
            if list?.entries.isEmpty == true {
                reading.report(at: entry.key, "the list \(entry.name.quotedForFinding) is empty")
            }
        }
        names = lists.keys.sorted()
    }

    private static func list(_ entry: YAMLEntry, from folder: RuleFolder, _ reading: Reading) -> List? {
        switch entry.value.content {
        case .sequence(let items):
            return List(kind: nil, entries: Self.entries(items, reading), key: entry.key)
        case .mapping:
            guard let fields = Fields(entry.value, KnownKeys.list, of: "the list", reading) else { return nil }
            let kind = fields.optional("kind", reading.word("a kind of list", Kind.self))
            guard let entries = Self.entries(fields, from: folder, reading) else { return nil }
            let list = List(kind: kind, entries: entries, key: entry.key)
            if let part = kind?.part { _ = list.values(part, usedAt: nil, reading) }
            return list
        case .scalar:
            return reading.expected("a list, or {file: PATH}", entry.value)
        }
    }

    private static func entries(_ items: [YAMLNode], _ reading: Reading) -> [ListEntry] {
        items.compactMap { item in
            reading.text(item).map { ListEntry(text: $0, location: item.location, length: item.length) }
        }
    }

    /// Those under `entries`, or those of a file.
    private static func entries(_ fields: Fields, from folder: RuleFolder, _ reading: Reading) -> [ListEntry]? {
        if let key = fields.keyNode("file"), fields.has("entries") {
            reading.report(at: key, "'entries' and 'file' in one list", suggestion: "make two lists of it")
        }
        if let node = fields["entries"] {
            guard case .sequence(let items) = node.content else { return reading.expected("a list of entries", node) }
            return Self.entries(items, reading)
        }
        guard let place = fields["file"] else {
            fields.missing(fields.has("kind") ? "entries" : "file", hint: "write 'entries: [...]' or 'file: PATH'")
            return nil
        }
        return reading.text(place).flatMap { folder.text($0, namedBy: place) }
            .flatMap { ListEntry.lines(of: $0, reading) }
    }
}

extension ListTable {
    /// One list, and what has been made of it: however many lines use a long list, its entries are read once.
    final class List {
        let kind: Kind?
        let entries: [ListEntry]
        let terms: [String]
        let key: YAMLNode
        private var values: [AddressCondition.Part: Set<String>] = [:]
        /// The operators and fields whose texts the entries are compared with.
        private(set) var checked: Set<Check> = []
        /// Whether some line names it.
        var isUsed = false

        struct Check: Hashable {
            let match: TextMatch
            let field: TextField
        }

        fileprivate init(kind: Kind?, entries: [ListEntry], key: YAMLNode) {
            self.kind = kind
            self.entries = entries
            self.terms = entries.map(\.text)
            self.key = key
        }

        /// The entries as addresses or domains; those that are none are reported where they stand.
        func values(_ part: AddressCondition.Part, usedAt place: YAMLNode?, _ reading: Reading) -> Set<String> {
            if let known = values[part] { return known }
            var found: Set<String> = []
            for entry in entries {
                if let value = part.key(entry.text) {
                    found.insert(value)
                } else {
                    reading.report(
                        at: entry.location, length: entry.length,
                        "expected \(part.what), found \(entry.text.quotedForFinding)",
                        suggestion: hint(entry.text, part, usedAt: place))
                }
            }
            values[part] = found
            return found
        }

        private func hint(_ text: String, _ part: AddressCondition.Part, usedAt place: YAMLNode?) -> String? {
            if let place { return part.hint(text) ?? "the list is used in \(place.location.short)" }
            if part == .address, AddressCondition.Part.domain.key(text) != nil {
                return "a list of kind 'domain' takes domains"
            }
            return part.hint(text)
        }

        /// What an entry is to all who use the list: the same for two that nobody can tell apart.
        func form(of entry: ListEntry) -> [[UInt8]] {
            let texts = checked.map { TextCondition.form(of: entry.text, $0.match, in: $0.field) ?? [] }
            let parts = values.keys.map { Array(($0.key(entry.text) ?? entry.text).utf8) }
            return texts.isEmpty && parts.isEmpty ? [Array(entry.text.utf8)] : texts + parts
        }

        /// Calls `body` with every entry, once for each operator on a field.
        func eachOnce(_ match: TextMatch, of field: TextField, _ body: (ListEntry) -> Void) {
            guard checked.insert(Check(match: match, field: field)).inserted else { return }
            for entry in entries { body(entry) }
        }
    }
}
