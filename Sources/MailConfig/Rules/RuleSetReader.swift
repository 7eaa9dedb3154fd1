public import MailRouting

/// Reads the rules folder: one rule set, or everything that is wrong with all of its files.
///
/// Every `.yaml` file in the folder is read. What a file adds to the lists, the priority lines and the `also` lines
/// does not depend on any order, because these combine by name, by the highest and by union. Only routes have an order,
/// and `main.yaml` alone gives it: `order:` names every group, and every line outside of groups, of all files.
public enum RuleSetReader {
    /// - Parameters:
    ///   - folder: Findings and decisions show its last part only (`rules/quality.yaml:12`), so that they stay the
    ///     same wherever the folder is.
    ///   - names: What the rules may refer to.
    ///   - digest: SHA-256 in hexadecimal. Handed in, because this target has no use of its own for a hash.
    public static func read(
        _ folder: String, names: RuleNames, digest: ([UInt8]) -> String
    ) throws(Diagnostics) -> RuleSet {
        let reading = Reading()
        let files = RuleFolder(folder, reading)
        let ruleSet = RuleSetDecoder(files, names: names, reading).decode(digest)
        return try reading.finish(ruleSet)
    }

    /// The same, with what findings about the way the rules are written need.
    ///
    /// - Parameter replacements: Contents to take instead of those of the files, by the names findings show.
    public static func survey(
        _ folder: String, names: RuleNames, replacements: [String: [UInt8]] = [:], digest: ([UInt8]) -> String
    ) throws(Diagnostics) -> (ruleSet: RuleSet, sources: RuleSources) {
        let reading = Reading(replacements: replacements)
        let files = RuleFolder(folder, reading)
        let decoder = RuleSetDecoder(files, names: names, reading)
        let ruleSet = try reading.finish(decoder.decode(digest))
        return (ruleSet, RuleSources(files, decoder.lists, decoder.times, reading))
    }
}

/// The names rules may use. Nil where they are not known, because the file that has them could not be read: then they
/// are not checked, and its own findings say why.
public struct RuleNames: Sendable {
    public let departments: [DepartmentName]?
    public let accounts: [AccountName]?
    public let templates: [TemplateName]?

    public init(departments: [DepartmentName]?, accounts: [AccountName]?, templates: [TemplateName]?) {
        self.departments = departments
        self.accounts = accounts
        self.templates = templates
    }

    public init(_ configuration: Configuration?, templates: (some Sequence<TemplateName>)?) {
        self.init(
            departments: configuration?.departments.map(\.name), accounts: configuration?.accounts.map(\.name),
            templates: templates?.sorted())
    }
}
