import MailJournal
import MailRouting

/// How a decision that was written down compares with the one the rules of today make.
struct RecordedDecisionText {
    let title: String
    /// What was decided; empty where that is what the same rules decide today.
    let lines: [(name: String, value: String)]

    init(_ recorded: RecordedDecision, beside today: Decision, by ruleSet: RuleSet) {
        let differences = DecisionField.allCases.filter { field in
            recorded.values(of: field).map { $0 != today.values(of: field) } ?? false
        }
        let isSameRules = recorded.ruleSet == ruleSet.version
        let rules =
            isSameRules
            ? "by the same rules" : "by other rules (\(recorded.ruleSet.prefix(12)), now \(ruleSet.version.prefix(12)))"
        title =
            differences.isEmpty
            ? "decided then: the same, \(rules)"
            : "decided then: another \(differences.map(\.rawValue).joined(separator: ", ")), \(rules)"
        if isSameRules, differences.isEmpty {
            lines = []
            return
        }
        let keywords = recorded.keywords.map(\.rawValue).joined(separator: ", ")
        let copies = recorded.copies.map(\.rawValue).joined(separator: ", ")
        lines = [
            ("rule", "\(recorded.rule)  \(recorded.ruleLocation)"), ("priority", recorded.priority.name),
            ("to", recorded.folder.map { "\(recorded.department), folder \($0)" } ?? recorded.department.rawValue),
            ("keywords", keywords), ("copy to", copies), ("answer", recorded.answer),
        ].filter { !$0.1.isEmpty }
    }
}

extension RecordedDecision {
    /// As `Decision.values(of:)`; nil for what was not written down.
    ///
    /// What was sent to the author before is no matter of rules, so a refusal for it counts as none.
    fileprivate func values(of field: DecisionField) -> [String]? {
        let reason = refusal?.reason
        let isRefused = refusal != nil && reason?.isAboutHistory != true
        switch field {
        case .rule: return [rule.rawValue]
        case .department: return [department.rawValue]
        case .folder: return folder.map { [$0.rawValue] } ?? []
        case .priority: return [priority.name]
        case .keywords: return keywords.map(\.rawValue)
        case .copies: return copies.map(\.rawValue)
        case .asked: return template.map { [$0.rawValue] } ?? []
        case .acknowledge: return isRefused ? [] : template.map { [$0.rawValue] } ?? []
        case .refused: return isRefused ? [reason?.rawValue ?? ""] : []
        case .language, .acknowledgeLanguage: return nil
        }
    }

    fileprivate var answer: String {
        guard let template else { return "none" }
        return refusal.map { "not \(template): \($0.words)" } ?? template.rawValue
    }
}
