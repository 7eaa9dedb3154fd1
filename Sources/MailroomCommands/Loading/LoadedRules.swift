import MailConfig
import MailRouting
import MailTransport

/// The rules alone, for verbs that decide without an installation: nothing but the rules folder is needed.
enum LoadedRules {
    /// Reads `folder`; names of departments, accounts and templates are taken as they stand.
    ///
    /// - Parameter own: Our addresses as far as they are known. Where there are none, the gate does not ask whether a
    ///   message was addressed to us.
    static func load(_ folder: String, own: [Address]) throws(Diagnostics) -> Router {
        let names = RuleNames(departments: nil, accounts: nil, templates: nil)
        let ruleSet = try RuleSetReader.read(folder, names: names, digest: { MessageContent($0).sha256 })
        return try Router(ruleSet: ruleSet, gate: GatePolicy(own: own), defaultLanguage: .english)
    }
}
