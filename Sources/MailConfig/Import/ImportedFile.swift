import MailRouting

/// The rule file a translation ends in.
struct ImportedFile {
    let source: SourceText
    /// Begins the ids: `sieve` for `sieve.12`, the rule of line 12.
    let prefix: String
    let department: DepartmentName
    let findings: ImportFindings
    private var ids: Set<String> = []
    private var routes: [String] = []
    private var also: [String] = []

    init(_ source: SourceText, prefix: String, department: DepartmentName, _ findings: ImportFindings) {
        self.source = source
        self.prefix = prefix
        self.department = department
        self.findings = findings
    }

    /// The routes of `plan`, whose outcomes are folders of the department; nil is its own mailbox.
    mutating func add(_ plan: DecisionPlan<String?>) {
        for line in plan.lines {
            guard isWritable(line.condition, line.origin.place) else { continue }
            if let comment = line.origin.comment { routes.append("  # \(comment.inComment)") }
            let id = id(String(line.origin.place.location.line))
            routes.append(Self.item([.init("id", .plain(id))] + line.condition.entries + output(line.outcome)))
        }
        let end = [RuleText.Entry("id", .plain(id("otherwise")))] + output(plan.last)
        routes.append(Self.item([.init("otherwise", .mapping(end))]))
    }

    /// The messages that get a keyword.
    mutating func add(_ keyword: String, for condition: ImportedCondition, at place: SourcePlace) {
        guard condition != .never, isWritable(condition, place) else { return }
        let id = RuleText.Entry("id", .plain(id("keyword.\(place.location.line)")))
        also.append(Self.item([id] + condition.entries + [.init("keyword", .quoted(keyword))]))
    }

    func rules() throws(Diagnostics) -> ImportedRules {
        let name = FilePath.lastComponent(source.file)
        var lines = ["# The rules of \(name), translated by 'mailroom import'.".inComment]
        let missing = findings.sorted.all.filter { $0.severity == .error }
        if !missing.isEmpty {
            lines += ["#", "# Not translated:"]
            lines += missing.map { "#   line \($0.location.line): \($0.message)".inComment }
        }
        lines += ["version: 1", "", "routes:"] + routes
        if !also.isEmpty { lines += ["", "also:"] + also }
        let octets = Array(lines.joined(separator: "\n").utf8)
        return ImportedRules(
            text: try YAMLFormat.formatted(octets, file: "the rules of \(name)"), findings: findings.sorted)
    }

    /// A name of ours is a plain word, but somebody may have given anything.
    private var departmentText: RuleText {
        let name = department.rawValue
        let isPlain =
            name.first.map { ("a"..."z").contains($0) } == true
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        return isPlain ? .plain(name) : .quoted(name)
    }

    private func output(_ folder: String?) -> [RuleText.Entry] {
        [.init("department", departmentText)] + (folder.map { [.init("folder", .quoted($0))] } ?? [])
            + [.init("acknowledge", .plain("none"))]
    }

    private func isWritable(_ condition: ImportedCondition, _ place: SourcePlace) -> Bool {
        if condition.depth <= Limits.conditionDepth { return true }
        findings.missing(
            at: place, "more than \(Limits.conditionDepth) conditions inside each other", "make several rules of it")
        return false
    }

    private mutating func id(_ name: String) -> String {
        var number = 1
        var id = "\(prefix).\(name)"
        while !ids.insert(id).inserted {
            number += 1
            id = "\(prefix).\(name)-\(number)"
        }
        return id
    }

    private static func item(_ entries: [RuleText.Entry]) -> String { "  - \(RuleText.mapping(entries).flow)" }
}
