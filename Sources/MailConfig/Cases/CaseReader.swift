public import MailRouting

/// Reads the `expected.yaml` of a case: its values, or everything that is wrong with it.
public enum CaseReader {
    /// - Parameters:
    ///   - file: The path as a person gave it; findings show it in this form.
    ///   - rules: The rules the case is for: it cannot expect a line, department or template they do not have.
    public static func read(_ file: String, for rules: RuleSet) throws(Diagnostics) -> RuleCase {
        let reading = Reading()
        let root = reading.yaml(at: file, shownAs: file)?.root
        return try reading.finish(root.flatMap { CaseDecoder(rules, reading).decode($0) })
    }
}
