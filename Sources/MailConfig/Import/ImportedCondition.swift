/// A condition on its way into a rule file: what `Condition` will be once the file is read.
indirect enum ImportedCondition: Hashable {
    case always
    case never
    /// One key of a condition and its value.
    case fact(String, RuleText)
    case not(ImportedCondition)
    case all([ImportedCondition])
    case any([ImportedCondition])

    static func header(_ name: String, isPresent: Bool) -> ImportedCondition {
        .fact("header.\(name)", .mapping([.init(isPresent ? "present" : "absent", .plain("true"))]))
    }

    private static var addressInFrom: ImportedCondition {
        .fact("header.from", .mapping([.init("contains", .quoted("@"))]))
    }

    /// True when all of `parts` are; what is always true is left out.
    static func every(_ parts: [ImportedCondition]) -> ImportedCondition {
        if parts.contains(.never) { return .never }
        let rest = parts.flatMap(\.allParts).filter { $0 != .always }
        return rest.isEmpty ? .always : rest.count == 1 ? rest[0] : .all(rest)
    }

    /// True when one of `parts` is; what is never true is left out.
    static func some(_ parts: [ImportedCondition]) -> ImportedCondition {
        if parts.contains(.always) { return .always }
        let rest = parts.flatMap(\.anyParts).filter { $0 != .never }
        return rest.isEmpty ? .never : rest.count == 1 ? rest[0] : .any(rest)
    }

    private var allParts: [ImportedCondition] { if case .all(let parts) = self { parts } else { [self] } }
    private var anyParts: [ImportedCondition] { if case .any(let parts) = self { parts } else { [self] } }

    /// True exactly where this is not true, also where it is unknown.
    ///
    /// Elsewhere a test on an author nobody can read is false and its negation true. Here both would be unknown, so the
    /// negation says what is meant: another author, or none.
    var negated: ImportedCondition {
        switch self {
        case .always: .never
        case .never: .always
        case .not(let inner): inner
        case .fact("from", _): .some([.not(self), .not(Self.addressInFrom)])
        case .fact(let key, .mapping([.init("present", .plain("true"))])):
            .fact(key, .mapping([.init("absent", .plain("true"))]))
        case .all(let parts) where mayBeUnknown: .some(parts.map(\.negated))
        case .any(let parts) where mayBeUnknown: .every(parts.map(\.negated))
        default: .not(self)
        }
    }

    private var mayBeUnknown: Bool {
        switch self {
        case .always, .never: false
        case .fact(let key, _): key == "from"
        case .not(let inner): inner.mayBeUnknown
        case .all(let parts), .any(let parts): parts.contains(where: \.mayBeUnknown)
        }
    }

    /// How many conditions stand inside each other when written down.
    var depth: Int {
        switch self {
        case .always, .never, .fact: 1
        case .not(let inner): inner.depth + 1
        case .any(let parts), .all(let parts): (parts.map(\.depth).max() ?? 0) + 1
        }
    }

    /// The keys of a mapping that says this. What is always or never true has no words of its own: every message has
    /// more than one octet.
    var entries: [RuleText.Entry] {
        switch self {
        case .always: [.init("size", .mapping([.init("over", .plain("1"))]))]
        case .never: [.init("size", .mapping([.init("under", .plain("1"))]))]
        case .fact(let key, let value): [.init(key, value)]
        case .not(let inner): [.init("not", .mapping(inner.entries))]
        case .any(let parts): [.init("any", .sequence(parts.map { .mapping($0.entries) }))]
        case .all(let parts): sideBySide(parts)
        }
    }

    /// Keys side by side must all hold; where two are the same they need a list.
    private func sideBySide(_ parts: [ImportedCondition]) -> [RuleText.Entry] {
        let entries = parts.flatMap(\.entries)
        if Set(entries.map(\.key)).count == entries.count { return entries }
        return [.init("all", .sequence(parts.map { .mapping($0.entries) }))]
    }
}
