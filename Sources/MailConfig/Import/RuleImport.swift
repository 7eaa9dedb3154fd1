public import MailRouting

/// Translates the rules of another program into a rule file of ours.
///
/// What means the same in both languages is translated, everything else is reported at its line and never guessed: a
/// rule that quietly means something else is worse than one a person still has to write.
public enum RuleImport {
    /// The programs whose rules can be read.
    public enum Kind: Sendable {
        /// RFC 5228, with fileinto, copy (RFC 3894), imap4flags (RFC 5232), body (RFC 5173),
        /// encoded-character and the draft of regex.
        case sieve
        /// The YAML file of imapautofiler.
        case imapautofiler
    }

    /// - Parameters:
    ///   - file: The path as a person gave it; findings show it in this form.
    ///   - department: Where all messages go. The rules of both programs file into mailboxes of one account.
    /// - Throws: Everything that keeps the file from being read as rules of this kind at all.
    public static func read(
        _ file: String, as kind: Kind, department: DepartmentName
    ) throws(Diagnostics) -> ImportedRules {
        let reading = Reading()
        let text = reading.text(at: file, shownAs: file)
        guard let text else { return try reading.finish(nil) }
        switch kind {
        case .sieve: return try SieveImport.rules(of: text, department: department)
        case .imapautofiler: return try AutofilerImport.rules(of: text, department: department, reading)
        }
    }
}

/// What became of the rules of another program.
public struct ImportedRules: Sendable {
    /// A whole `main.yaml`: save it in a folder of its own and `mailroom replay --rules FOLDER` follows it.
    public let text: String
    /// An error for everything that was not translated, a note for what now means a little more or less.
    public let findings: Diagnostics
    /// True when nothing was left out.
    public var isComplete: Bool { !findings.hasErrors }
}
