import MailJournal
import MailRouting

/// Counts and latencies of the last day, by whatever people ask about.
struct StatusMetrics: Sendable {
    /// The steps of the messages of one account, department, rule or template.
    struct Group: Sendable, Equatable {
        let name: String
        let decided: Int
        let routed: Int
        let acknowledged: Int
        let arrivedToDecided: Percentiles
        let decidedToRouted: Percentiles
        let routedToAcknowledged: Percentiles

        init(_ name: String, _ steps: [WalkedSteps]) {
            self.name = name
            decided = steps.count
            routed = steps.count { $0.routedAt != nil }
            acknowledged = steps.count { $0.acknowledgedAt != nil }
            arrivedToDecided = Percentiles(steps.compactMap { Self.between($0.arrivedAt, $0.decidedAt) })
            decidedToRouted = Percentiles(steps.compactMap { Self.between($0.decidedAt, $0.routedAt) })
            // What stays where it arrived is not moved; its acknowledgement counts from the decision.
            routedToAcknowledged = Percentiles(
                steps.compactMap { Self.between($0.routedAt ?? $0.decidedAt, $0.acknowledgedAt) })
        }

        /// INTERNALDATE is to the second, and clocks differ: nothing is decided before it arrived.
        private static func between(_ start: Instant?, _ end: Instant?) -> Int64? {
            guard let start, let end else { return nil }
            return max(0, (end - start).milliseconds)
        }
    }

    let since: Instant
    /// Decisions that were looked at.
    let looked: Int
    /// There were more than are looked at: the newest count.
    let isCut: Bool
    let all: Group
    let accounts: [Group]
    let departments: [Group]
    let rules: [Group]
    let templates: [Group]
    /// By the stable name of the reason, the most frequent first.
    let suppressions: [(reason: String, count: Int)]
    let flow: [FlowCount]
    /// Simulated messages, which are in no other figure.
    let simulated: Group

    init(since: Instant, steps: [WalkedSteps], isCut: Bool, flow: [FlowCount], simulated: [WalkedSteps] = []) {
        self.simulated = Group("simulated", simulated)
        self.since = since
        looked = steps.count
        self.isCut = isCut
        self.flow = flow
        all = Group("all", steps)
        accounts = Self.groups(steps) { $0.account.rawValue }
        departments = Self.groups(steps) { $0.department.rawValue }
        rules = Self.groups(steps) { $0.rule.rawValue }
        templates = Self.groups(steps) { $0.template?.rawValue }
        suppressions = Dictionary(grouping: steps.compactMap(\.refusal)) { $0 }
            .map { (reason: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    }

    /// The largest first.
    private static func groups(_ steps: [WalkedSteps], by name: (WalkedSteps) -> String?) -> [Group] {
        var members: [String: [WalkedSteps]] = [:]
        for step in steps {
            if let name = name(step) { members[name, default: []].append(step) }
        }
        return members.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Limits.groups)
            .map { Group($0.key, $0.value) }
    }
}
