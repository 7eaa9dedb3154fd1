import MailRouting

/// In words: whether a line came to bear on a message, what failed first, and what would have to be different.
struct WhyNotText {
    private var page: WrappedText
    var text: String { page.text }

    init(_ finding: WhyNot, width: Int, style: TextStyle) {
        page = WrappedText(width: width)
        let place = finding.line.location.map { "  \($0.short)" } ?? ""
        page.add("", style.paint("\(finding.line.name)\(place)", .bold))
        page.add("", Self.verdict(of: finding))
        let failed = [finding.group, finding.line].compactMap { $0 }.filter { $0.verdict != .yes }
        for step in failed { addFirstFailure(of: step) }
        let needs = failed.compactMap(\.condition)
        if !needs.isEmpty {
            page.add("", finding.standing == .notReached ? "By itself it would match if" : "It would match if")
            for need in needs { addNeed(need, indent: 2) }
        }
    }

    // MARK: What came of it

    private static func verdict(of finding: WhyNot) -> String {
        let line = finding.line
        let decided = "\(finding.decision.rule) (\(finding.decision.ruleLocation.short))"
        switch finding.standing {
        case .matched:
            let effect = line.effect.map { ": \($0)" } ?? ""
            let isRaised = line.kind == .priorityLine && line.effect != "priority \(finding.decision.priority.name)"
            return "It matched\(effect)."
                + (isRaised
                    ? " The priority is \(finding.decision.priority.name), because "
                        + "another line matched too and the highest counts." : "")
        case .failed: return "It was looked at and did not match."
        case .groupFailed:
            let byItself = line.verdict == .yes ? " By itself the line would have matched." : ""
            return
                "It was never looked at, because the condition of its group \(group(finding)) did not hold.\(byItself)"
        case .notReached:
            let holds = line.verdict == .yes && (finding.group?.verdict ?? .yes) == .yes
            return "It was never looked at, because \(decided) above it matched first. By itself it would "
                + (holds ? "have matched: only its place is in the way." : "not have matched either.")
        }
    }

    private static func group(_ finding: WhyNot) -> String {
        guard let group = finding.group else { return "" }
        return group.name + (group.location.map { " (\($0.short))" } ?? "")
    }

    // MARK: What failed

    private mutating func addFirstFailure(of step: Explanation.Step) {
        guard let obstacle = step.condition?.firstObstacle else { return }
        let whose = step.kind == .group ? "The first condition of the group" : "The first condition"
        page.add("", "\(whose) that \(obstacle.verdict == .unknown ? "is unknown" : "failed"):")
        addTrace(obstacle, indent: 2)
    }

    /// A condition with what it saw; of one that joins others, all of them.
    private mutating func addTrace(_ trace: ConditionTrace, indent: Int) {
        var words = trace.join.map { Self.heading(of: $0) } ?? trace.words
        if let location = trace.location { words += "  \(location.short)" }
        if trace.join == nil { words += "; " + Self.seen(trace) }
        page.add(String(repeating: " ", count: indent), words)
        for child in trace.children { addTrace(child, indent: indent + 2) }
    }

    private static func heading(of join: ConditionTrace.Join) -> String {
        switch join {
        case .all: "all of these"
        case .any: "one of these"
        case .not: "not this"
        }
    }

    private static func seen(_ trace: ConditionTrace) -> String {
        let matched = trace.matched.map { ", and \($0) is there" } ?? ""
        return (trace.seen.map { "it saw: \($0)" } ?? "the message does not say") + matched
    }

    // MARK: What would have to be different

    /// The parts of a condition that do not hold, each as it would have to be.
    private mutating func addNeed(_ trace: ConditionTrace, indent: Int) {
        let margin = String(repeating: " ", count: indent) + "- "
        let missing = trace.children.filter { $0.verdict != .yes }
        switch trace.join {
        case nil: page.add(margin, trace.words)
        case .all where missing.count == 1: addNeed(missing[0], indent: indent)
        case .all:
            page.add(margin, "all of this:")
            for part in missing { addNeed(part, indent: indent + 2) }
        case .any:
            page.add(margin, "at least one of these:")
            for part in missing { addNeed(part, indent: indent + 2) }
        case .not:
            page.add(margin, "this did not hold:")
            for part in trace.children { addNeeded(part, indent: indent + 2) }
        }
    }

    /// A whole condition, whether its parts hold or not.
    private mutating func addNeeded(_ trace: ConditionTrace, indent: Int) {
        page.add(String(repeating: " ", count: indent) + "- ", trace.words)
        for part in trace.children { addNeeded(part, indent: indent + 2) }
    }
}
