import MailRouting

/// Translates the rules of imapautofiler: a list for each mailbox, in which the first rule that matches wins.
///
/// Its file holds the account as well; that part is not ours to take over, because secrets may stand in it.
enum AutofilerImport {
    /// What a rule does with its messages.
    private struct Outcome: Hashable {
        var folder: String?
        var keywords: [String] = []
    }

    static func rules(
        of source: SourceText, department: DepartmentName, _ reading: Reading
    ) throws(Diagnostics) -> ImportedRules {
        guard let root = YAMLDocument.root(of: source, reading) else { return try reading.finish(nil) }
        guard let mailboxes = root["mailboxes"]?.items else {
            reading.report(
                at: root, "there is no list 'mailboxes' in this file",
                suggestion: "an imapautofiler file names mailboxes and their rules there")
            return try reading.finish(nil)
        }
        let findings = ImportFindings(source)
        let trash = root["trash-mailbox"]?.spelling
        var cases: [DecisionPlan<Outcome>.Case] = []
        for mailbox in mailboxes {
            let name = mailbox["name"]?.spelling ?? ""
            guard name.uppercased() == "INBOX" else {
                findings.missing(
                    at: (mailbox["name"] ?? mailbox).place, "the rules of mailbox \(name.quotedForFinding)",
                    "rules decide about what arrives in the inbox")
                continue
            }
            for rule in mailbox["rules"]?.items ?? [] {
                let condition = AutofilerConditions(findings: findings).condition(of: rule)
                let outcome = outcome(of: rule, trash: trash, findings)
                guard let condition, let outcome else { continue }
                let origin = RuleOrigin(place: rule.place, comment: nil)
                cases.append(.init(condition: condition, plan: .init(last: outcome), origin: origin))
            }
        }
        return try file(of: cases, source, department, findings)
    }

    private static func file(
        of cases: [DecisionPlan<Outcome>.Case], _ source: SourceText, _ department: DepartmentName,
        _ findings: ImportFindings
    ) throws(Diagnostics) -> ImportedRules {
        var file = ImportedFile(source, prefix: "imapautofiler", department: department, findings)
        file.add(plan(cases, last: nil) { $0.folder })
        var done: Set<String> = []
        for one in cases {
            for keyword in one.plan.last.keywords where done.insert(keyword).inserted {
                let plan = plan(cases, last: false) { $0.keywords.contains(keyword) }
                file.add(keyword, for: plan.condition, at: one.origin.place)
            }
        }
        return try file.rules()
    }

    private static func plan<Value: Hashable>(
        _ cases: [DecisionPlan<Outcome>.Case], last: Value, _ value: (Outcome) -> Value
    ) -> DecisionPlan<Value> {
        DecisionPlan(
            cases.map { .init(condition: $0.condition, plan: .init(last: value($0.plan.last)), origin: $0.origin) },
            last: last)
    }

    /// Nil, and reported, when there is no such action in the rule language.
    private static func outcome(of rule: YAMLNode, trash: String?, _ findings: ImportFindings) -> Outcome? {
        guard let action = rule["action"], let name = action["name"]?.spelling else {
            findings.missing(at: rule.place, "a rule without an action")
            return nil
        }
        let place = (action["name"] ?? action).place
        switch name {
        case "move", "trash":
            guard let folder = action["dest-mailbox"]?.spelling ?? (name == "trash" ? trash : nil), folder.isMailboxName
            else {
                findings.missing(at: place, "'\(name)' without a mailbox to move to")
                return nil
            }
            if folder.contains("{{") {
                findings.missing(
                    at: (action["dest-mailbox"] ?? action).place, "a mailbox name that depends on the message",
                    "write a rule for each mailbox")
                return nil
            }
            return Outcome(folder: folder.uppercased() == "INBOX" ? nil : folder)
        case "flag": return flags(action, findings)
        case "sort", "sort-mailing-list":
            findings.missing(
                at: place, "'\(name)' takes the mailbox from the message", "write a rule for each mailbox")
        case "delete":
            findings.missing(at: place, "rules never throw a message away", "give it a 'folder' instead")
        default: findings.missing(at: place, "the action \(name.quotedForFinding) is not part of the rule language")
        }
        return nil
    }

    /// `flag` with `add`; the message stays where it is.
    private static func flags(_ action: YAMLNode, _ findings: ImportFindings) -> Outcome? {
        let added = action["add"].map { $0.items ?? [$0] } ?? []
        // imapautofiler turns the names of system flags into flags with a backslash.
        let system: Set = ["seen", "answered", "flagged", "deleted", "draft", "recent"]
        let flags = added.compactMap(\.spelling)
        let isFine =
            !flags.isEmpty && action["set"] == nil && action["remove"] == nil
            && flags.allSatisfy { $0.isKeyword && !system.contains($0.lowercased()) }
        guard isFine else {
            findings.missing(
                at: action.place, "rules add keywords, and leave system flags and other changes alone",
                "choose a keyword and add it")
            return nil
        }
        return Outcome(keywords: flags)
    }
}
