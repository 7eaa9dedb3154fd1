/// One key of a mapping: its name, what may stand under it, and what it is for.
struct Key: Sendable {
    let name: String
    let shape: Shape
    /// In a sentence, for editors.
    let meaning: String
    let isRequired: Bool

    static func required(_ name: String, _ shape: Shape, _ meaning: String) -> Key {
        Key(name: name, shape: shape, meaning: meaning, isRequired: true)
    }

    static func optional(_ name: String, _ shape: Shape, _ meaning: String) -> Key {
        Key(name: name, shape: shape, meaning: meaning, isRequired: false)
    }

    /// The same where it cannot be left out, and where it can.
    var required: Key { .required(name, shape, meaning) }
    var optional: Key { .optional(name, shape, meaning) }
}

/// The keys one kind of mapping may have. All of them stand in `KnownKeys`: the decoders ask for no other, the schemas are
/// made from them, and tests hold the reference to them. An object, because every mapping that is decoded holds one.
final class KeySet: Sendable {
    /// What the mapping is, for the reference: `account`.
    let name: String
    /// The keys of its own. Those of a condition may stand beside them.
    let own: [Key]
    /// Keys that go on after their name: `header.` for `header.X-Priority`.
    let openEntries: [Key]
    /// A line: the keys of a condition may stand in it.
    let takesConditions: Bool
    /// These keys are not enough: there must be another beside them. Nil: it may be empty.
    let notOnly: [String]?
    /// Of these there must be one at least.
    let needsOne: [String]

    /// Every key, in the order findings name them.
    let keys: [String]
    private let known: Set<String>

    convenience init(_ name: String, _ own: [Key], open: [Key] = [], notOnly: [String]? = nil, needsOne: [String] = [])
    {
        self.init(name, own, conditions: nil, open: open, notOnly: notOnly, needsOne: needsOne)
    }

    /// A line, which is called something, does something, and has a condition unless that is left to others.
    convenience init(line name: String, _ own: [Key], needsCondition: Bool, needsOne: [String] = []) {
        let conditions = KnownKeys.condition
        let others = own.map(\.name).filter { $0 != "when" }
        self.init(
            name, own, conditions: conditions, open: conditions.openEntries, notOnly: needsCondition ? others : nil,
            needsOne: needsOne)
    }

    private init(
        _ name: String, _ own: [Key], conditions: KeySet?, open: [Key], notOnly: [String]?, needsOne: [String]
    ) {
        self.name = name
        self.own = own
        openEntries = open
        takesConditions = conditions != nil
        self.notOnly = notOnly
        self.needsOne = needsOne
        keys = own.map(\.name) + (conditions?.keys ?? [])
        known = Set(keys)
    }

    var prefixes: [String] { openEntries.map(\.name) }

    func contains(_ key: String) -> Bool {
        known.contains(key) || openEntries.contains { key.hasPrefix($0.name) && key.utf8.count > $0.name.utf8.count }
    }
}
