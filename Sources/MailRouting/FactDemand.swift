/// Which facts a rule set asks about, so that nobody computes, fetches or looks up one that no line can use.
public struct FactDemand: Sendable, Equatable {
    /// Text or attachments.
    public private(set) var body = false
    /// Whether the author was answered before.
    public private(set) var knownSender = false
    /// Header fields whose decoded values are asked for, lower-cased.
    public private(set) var headerFields: Set<String> = []

    init(of ruleSet: RuleSet) {
        for line in ruleSet.priorityLines { add(line.condition) }
        for case .group(let group) in ruleSet.routes { add(group.condition) }
        for line in ruleSet.routeLines {
            if let condition = line.condition { add(condition) }
            for choice in line.acknowledge.choices { add(choice.condition) }
        }
        for line in ruleSet.also { add(line.condition) }
    }

    private mutating func add(_ condition: Condition) {
        switch condition {
        case .all(let parts), .any(let parts): for part in parts { add(part) }
        case .not(let part): add(part)
        case .attachment: body = true
        case .knownSender: knownSender = true
        case .text(let text):
            switch text.field {
            case .body: body = true
            case .header(let name): headerFields.insert(name)
            default: break
            }
        default: break
        }
    }
}
