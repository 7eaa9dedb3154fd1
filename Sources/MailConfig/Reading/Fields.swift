import MailRouting

/// A mapping being decoded: unknown keys are reported when it is opened, missing ones when they are asked for.
struct Fields {
    /// In words, for findings: `account 'info'`.
    let owner: String
    let reading: Reading
    let node: YAMLNode
    private let keys: KeySet
    private let anchor: YAMLNode
    let entries: [YAMLEntry]
    /// Known keys that a misspelt one was probably meant to be; they are not reported as missing too.
    private var misspelt: Set<String> = []
    /// True when a key was reported as unknown: what seems to be absent may only be misspelt.
    private(set) var hasUnknownKeys = false

    /// Nil, and reported, when `node` is no mapping. Missing keys are reported at `anchor`, the key the mapping
    /// belongs to. A key with nothing under it counts as an empty mapping.
    init?(_ node: YAMLNode, _ keys: KeySet, of owner: String, anchor: YAMLNode? = nil, _ reading: Reading) {
        self.owner = owner
        self.reading = reading
        self.node = node
        self.keys = keys
        self.anchor = anchor ?? node
        switch node.content {
        case .mapping(let entries): self.entries = entries
        case .scalar where node.isNull: entries = []
        default:
            reading.report(at: node, "expected a mapping of \(owner), found \(node.kind)")
            return nil
        }
        for entry in entries where !keys.contains(entry.name) {
            hasUnknownKeys = true
            let similar = Spelling.closest(to: entry.name, among: keys.keys)
            if let similar { misspelt.insert(similar) }
            if similar == "password" || similar == "webhook" { reading.hide(entry.value) }
            reading.report(
                at: entry.key, "unknown key \(entry.name.quotedForFinding) in \(owner)",
                suggestion: Spelling.question(similar) ?? "known keys are \(keys.keys.joined(separator: ", "))")
        }
    }

    subscript(_ key: String) -> YAMLNode? {
        assert(keys.contains(key), "\(key) is missing from KnownKeys.\(keys.name)")
        return place(of: key).map { entries[$0].value }
    }

    func keyNode(_ key: String) -> YAMLNode? { place(of: key).map { entries[$0].key } }
    func has(_ key: String) -> Bool { place(of: key) != nil }

    /// By its place, because an entry is large to copy.
    private func place(of key: String) -> Int? { entries.indices.first { entries[$0].name == key } }

    /// Nil when the key is absent, or when `read` reported its value.
    func optional<Value>(_ key: String, _ read: (YAMLNode) -> Value?) -> Value? {
        self[key].flatMap(read)
    }

    /// Like `optional`, and an absent key is reported.
    func required<Value>(_ key: String, hint: String? = nil, _ read: (YAMLNode) -> Value?) -> Value? {
        guard let value = self[key] else {
            missing(key, hint: hint)
            return nil
        }
        return read(value)
    }

    func missing(_ key: String, hint: String? = nil) {
        guard !misspelt.contains(key) else { return }
        reading.report(at: anchor, "\(owner) lacks '\(key)'", suggestion: hint)
    }
}
