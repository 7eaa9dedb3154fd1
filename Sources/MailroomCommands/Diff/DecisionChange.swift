import MailRouting

/// One message about which two sets of rules decide differently.
struct DecisionChange: Sendable {
    /// As reports name the message.
    let file: String
    let subject: String?
    let old: Decision
    let new: Decision
    /// What is different, at least one; places in files do not count, only what comes of them.
    let fields: [DecisionField]

    /// Nil when both decide the same.
    init?(of file: String, subject: String?, old: Decision, new: Decision) {
        fields = DecisionField.allCases.filter { old.values(of: $0) != new.values(of: $0) }
        guard !fields.isEmpty else { return nil }
        self.file = file
        self.subject = subject
        self.old = old
        self.new = new
    }

    /// The departments that notice: where the message went, where it goes now, and those that get a copy more or less.
    var departments: Set<DepartmentName> {
        Set([old.department, new.department]).union(Set(old.copies).symmetricDifference(new.copies))
    }
}

/// All messages whose decisions change in the same way, from the same line to the same line.
struct ChangeGroup: Sendable {
    struct Key: Hashable, Sendable {
        let old: RuleID
        let new: RuleID
        let changes: [Change]

        init(_ change: DecisionChange) {
            // What the gate makes of another template depends on the message and would tear groups apart.
            let consequences: Set<DecisionField> =
                change.fields.contains(.asked) ? [.acknowledge, .acknowledgeLanguage, .refused] : []
            old = change.old.rule
            new = change.new.rule
            changes = change.fields.filter { !consequences.contains($0) }.map {
                Change(field: $0, old: change.old.values(of: $0), new: change.new.values(of: $0))
            }
        }
    }

    struct Change: Hashable, Sendable {
        let field: DecisionField
        let old: [String]
        let new: [String]
    }

    let key: Key
    /// Of the first message; the lines and what changes are those of all.
    let first: DecisionChange
    /// Whether it touches only the departments that may change; nil when any may.
    let isAllowed: Bool?
    private(set) var count = 0
    /// How many of them were acknowledged, and are now.
    private(set) var acknowledged = (old: 0, new: 0)
    /// The first messages, as many as were asked for.
    private(set) var samples: [(file: String, subject: String?)] = []

    init(_ key: Key, _ first: DecisionChange, isAllowed: Bool?) {
        self.key = key
        self.first = first
        self.isAllowed = isAllowed
    }

    mutating func add(_ change: DecisionChange, samplesAtMost limit: Int) {
        count += 1
        if !change.old.values(of: .acknowledge).isEmpty { acknowledged.old += 1 }
        if !change.new.values(of: .acknowledge).isEmpty { acknowledged.new += 1 }
        if samples.count < limit { samples.append((change.file, change.subject)) }
    }

    /// `sales/customer_inquiry`: where to, and what the author is told.
    static func label(_ decision: Decision) -> String {
        "\(decision.department)/\(decision.values(of: .asked).first ?? "none")"
    }
}
