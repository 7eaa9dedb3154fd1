import MailRouting

/// Translates a Sieve script (RFC 5228) into a rule file.
enum SieveImport {
    static func rules(of source: SourceText, department: DepartmentName) throws(Diagnostics) -> ImportedRules {
        let script = try SieveScript(source)
        let findings = ImportFindings(source)
        let texts = SieveTexts(required: required(by: script), findings: findings)
        let conditions = SieveConditions(texts: texts, findings: findings)

        func ways<Outcome: Hashable>(
            _ keyword: String?, _ outcome: @escaping (_ folder: String?, _ hasKeyword: Bool) -> Outcome
        ) -> DecisionPlan<Outcome> {
            let actions = SieveActions(texts: texts, findings: findings, keyword: keyword)
            return SieveWays(conditions, actions, findings, outcome).plan(of: script)
        }

        var file = ImportedFile(source, prefix: "sieve", department: department, findings)
        file.add(ways(nil) { folder, _ in folder })
        for keyword in script.keywords(texts, findings) {
            file.add(keyword.name, for: ways(keyword.name) { _, has in has }.condition, at: keyword.place)
        }
        return try file.rules()
    }

    /// The extensions named in `require` (RFC 5228 section 3.2).
    private static func required(by script: SieveScript) -> Set<String> {
        Set(script.commands.filter { $0.name == "require" }.flatMap { $0.arguments.flatMap { $0.strings ?? [] } })
    }
}
