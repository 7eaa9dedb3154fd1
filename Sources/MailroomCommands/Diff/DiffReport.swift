import MailRouting

/// What changes between two sets of rules, grouped by from -> to.
///
/// Grows with the ways in which decisions change, not with the messages.
struct DiffReport {
    /// Ways to change that are told apart; the changes beyond are counted only. Nobody reads so many, and `also` lines
    /// could combine to more.
    private static let groupLimit = 10_000

    private let samples: Int
    /// The departments that may change; nil: any may, and everything that changes counts.
    private let only: Set<DepartmentName>?
    private var groups: [ChangeGroup] = []
    private var numbers: [ChangeGroup.Key: Int] = [:]
    private(set) var messages = 0
    private(set) var changed = 0
    /// Of the changed, those that touch a department which may not change.
    private(set) var outside = 0
    private(set) var unreadable = 0

    /// - Parameters:
    ///   - samples: How many messages each group names.
    ///   - only: The departments that may change; empty: none is named, so nothing may.
    init(samples: Int, only: Set<DepartmentName>) {
        self.samples = samples
        self.only = only.isEmpty ? nil : only
    }

    mutating func add(_ outcome: Comparison.Outcome) {
        messages += 1
        switch outcome {
        case .same: break
        case .unreadable: unreadable += 1
        case .changed(let change): add(change)
        }
    }

    private mutating func add(_ change: DecisionChange) {
        let isAllowed = only.map { change.departments.isSubset(of: $0) }
        changed += 1
        if isAllowed != true { outside += 1 }
        let key = ChangeGroup.Key(change)
        let number = numbers[key] ?? groups.count
        if number == groups.count {
            guard number < Self.groupLimit else { return }
            numbers[key] = number
            groups.append(ChangeGroup(key, change, isAllowed: isAllowed))
        }
        groups[number].add(change, samplesAtMost: samples)
    }

    /// The most frequent change first.
    var sortedGroups: [ChangeGroup] {
        groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
    }

    /// Nothing changes that may not, and everything could be read.
    var isFine: Bool { outside == 0 && unreadable == 0 }

    // MARK: For people

    func text(in style: TextStyle) -> String {
        var lines: [String] = []
        for group in sortedGroups { lines += group.lines(in: style) + [""] }
        return (lines + [summary]).joined(separator: "\n")
    }

    private var summary: String {
        var words = changed == 0 ? "no decision changes" : "\(changed) of \(messages) decisions change"
        if changed == 0 { words += " (\(messages) message\(messages == 1 ? "" : "s"))" }
        if let only, changed > 0 {
            let names = only.sorted().map(\.rawValue).joined(separator: ", ")
            words += ", \(outside == 0 ? "none" : "\(outside)") of them outside \(names)"
        }
        let ungrouped = changed - groups.reduce(0) { $0 + $1.count }
        if ungrouped > 0 { words += "; \(ungrouped) of them are in no group, because there are too many" }
        if unreadable > 0 { words += "; \(unreadable) could not be read" }
        return words
    }

    // MARK: For programs

    /// One object for each group, then one for the whole.
    var json: [JSONLine] {
        var summary = JSONLine()
        summary.add("kind", "summary")
        summary.add("messages", messages)
        summary.add("changed", changed)
        summary.add("outside", outside)
        summary.add("unreadable", unreadable)
        summary.add("groups", groups.count)
        return sortedGroups.map(\.json) + [summary]
    }
}
