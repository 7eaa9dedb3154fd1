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
            let similar = Spelling.closest(to: entry.name, among: keys.keys)
            if let similar { misspelt.insert(similar) }
            if similar == "password" { reading.hide(entry.value) }
            reading.report(
                at: entry.key, "unknown key \(entry.name.quotedForFinding) in \(owner)",
                suggestion: Spelling.question(similar) ?? "known keys are \(keys.keys.joined(separator: ", "))")
        }
    }

    subscript(_ key: String) -> YAMLNode? {
        assert(keys.contains(key), "\(key) is missing from KnownKeys.\(keys.name)")
        return entries.first { $0.name == key }?.value
    }

    /// True when a key was reported as unknown: what seems to be absent may only be misspelt.
    var hasUnknownKeys: Bool { entries.contains { !keys.contains($0.name) } }
    func keyNode(_ key: String) -> YAMLNode? { entries.first { $0.name == key }?.key }
    func has(_ key: String) -> Bool { self[key] != nil }

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
