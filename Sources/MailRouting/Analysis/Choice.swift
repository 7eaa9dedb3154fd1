/// A fact with one value out of few: what it is can be reasoned about as a set of values still possible.
enum Choice: Hashable {
    case mailbox
    case headerPriority
    /// The decided priority.
    case priority
    case language
    /// Every set of kinds a message can be is one value (`Message.automation` is never empty, `none` stands alone).
    case automation
    case authentication(SenderCheck)
    case spam
    case knownSender
    /// Whether there is a header field of this name.
    case present(String)

    /// Whether the fact is known of every message. A condition on any other can be unknown, so that neither it nor its
    /// negation holds.
    var isAlwaysKnown: Bool {
        switch self {
        case .mailbox, .headerPriority, .priority, .automation, .present: true
        case .language, .authentication, .spam, .knownSender: false
        }
    }
}

/// Values of one choice, one bit each.
typealias ValueSet = UInt64

/// Which values the choices of one rule set have.
struct Vocabulary {
    /// Bits of the mailboxes, by name.
    private(set) var mailboxes: [AccountName: Int] = [:]
    /// The priorities some line gives, and the default.
    private let priorities: ValueSet
    private let mailboxDomain: ValueSet

    /// Bits of one `ValueSet`; of the mailboxes, one stands for all that no rule names.
    private static let bits = 64
    static let no: ValueSet = 1
    static let yes: ValueSet = 2

    /// - Parameter accounts: All there are; nil where they are not known, so that there may be others.
    init(_ ruleSet: RuleSet, accounts: [AccountName]?) {
        var names = Set(accounts ?? [])
        for condition in ruleSet.conditions { condition.forEachMailbox { names.insert($0) } }
        for (number, name) in names.sorted().prefix(Self.bits - 1).enumerated() { mailboxes[name] = number }
        if let accounts, !accounts.isEmpty, names.count < Self.bits {
            mailboxDomain = Self.set(of: accounts.compactMap { [mailboxes] in mailboxes[$0] })
        } else {
            mailboxDomain = .max
        }
        priorities = Self.set(of: ([ruleSet.defaultPriority] + ruleSet.priorityLines.map(\.priority)).map(\.rawValue))
    }

    /// All values `choice` can have when it is known.
    func domain(of choice: Choice) -> ValueSet {
        switch choice {
        case .mailbox: mailboxDomain
        case .priority: priorities
        case .headerPriority: Self.set(of: Priority.allCases.map(\.rawValue))
        case .language: Self.set(of: Language.allCases.indices)
        case .automation: .max >> (64 - (1 << (Automation.allCases.count - 1)))
        case .authentication: Self.set(of: SenderCheckResult.allCases.indices)
        case .spam, .knownSender, .present: Self.no | Self.yes
        }
    }

    static func set(of bits: some Sequence<Int>) -> ValueSet { bits.reduce(0) { $0 | 1 << ValueSet($1) } }
    static func truth(_ value: Bool) -> ValueSet { value ? yes : no }

    static func set(of range: PriorityRange) -> ValueSet {
        set(of: Priority.allCases.filter(range.contains).map(\.rawValue))
    }

    /// The values among `all` that are in `some`.
    static func set<Value: Hashable>(of some: Set<Value>, among all: [Value]) -> ValueSet {
        set(of: all.indices.filter { some.contains(all[$0]) })
    }

    /// The sets of kinds that have one of `kinds` in them. Value 0 is a message written by a person; in every other one
    /// the bits of its number are the kinds.
    static func automations(withOneOf kinds: Set<Automation>) -> ValueSet {
        let bits = Automation.allCases.filter { $0 != .none }
        let asked = kinds.reduce(0) { sum, kind in bits.firstIndex(of: kind).map { sum | 1 << $0 } ?? sum }
        let automatic = set(of: (1..<(1 << bits.count)).filter { $0 & asked != 0 })
        return kinds.contains(.none) ? automatic | 1 : automatic
    }
}

extension RuleSet {
    /// The condition of every line, group and choice.
    var conditions: [Condition] {
        let groups = routes.compactMap { if case .group(let group) = $0 { group.condition } else { nil } }
        let lines = routeLines.flatMap { line in
            [line.condition].compactMap(\.self) + line.acknowledge.choices.map(\.condition)
        }
        return priorityLines.map(\.condition) + groups + lines + also.map(\.condition)
    }
}

extension Condition {
    fileprivate func forEachMailbox(_ body: (AccountName) -> Void) {
        switch self {
        case .all(let parts), .any(let parts): for part in parts { part.forEachMailbox(body) }
        case .not(let part): part.forEachMailbox(body)
        case .mailbox(let names, _): names.forEach(body)
        default: break
        }
    }
}
