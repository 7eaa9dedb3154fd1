import Foundation
import MailConfig
import MailRouting
import MailTransport

/// Everything the files of an installation say, as values that fit each other: what every verb starts from.
struct LoadedConfiguration: Sendable {
    let configuration: Configuration
    let ruleSet: RuleSet
    /// The rules made ready, behind the gate of this installation (`router.responseGuard.policy`).
    let router: Router
    let catalogue: TemplateCatalogue

    /// Reads `file`, and the rules and the templates it names.
    ///
    /// Throws the findings of all files together, also where `mailroom.yaml` itself cannot be read: rules and templates
    /// that lie in their usual places are checked all the same, so that one round of editing mends everything.
    ///
    /// - Parameters:
    ///   - own: Further addresses of ours, which the gate never answers.
    ///   - tryingExamples: Whether rules that fail their own examples are refused.
    static func load(
        _ file: String, own: [Address] = [], tryingExamples: Bool = true
    ) throws(Diagnostics) -> LoadedConfiguration {
        var findings = Findings()
        let configuration = findings.collect { () throws(Diagnostics) in try ConfigurationReader.read(file) }
        let templates = configuration?.templatesFolder ?? usual(["templates"], holding: "en", besides: file)
        let catalogue = templates.flatMap { folder in
            findings.collect { () throws(Diagnostics) in try TemplateCatalogue.load(folder: folder) }
        }
        let rules = configuration?.rulesFolder ?? usual(["../rules", "rules"], holding: "main.yaml", besides: file)
        let names = RuleNames(configuration, templates: catalogue?.names)
        let ruleSet = rules.flatMap { folder in
            findings.collect { () throws(Diagnostics) in
                try RuleSetReader.read(folder, names: names, digest: { MessageContent($0).sha256 })
            }
        }
        // Also without a configuration, because compiling shows mistakes that reading does not.
        let router = ruleSet.flatMap { ruleSet in
            findings.collect { () throws(Diagnostics) in
                try Router(
                    ruleSet: ruleSet, gate: configuration.map { GatePolicy($0, own: own) } ?? GatePolicy(),
                    defaultLanguage: configuration?.acknowledgements.defaultLanguage ?? .english)
            }
        }
        // Rules that fail their own examples are not put to work.
        let examples: Void? = router.flatMap { router in
            findings.collect { () throws(Diagnostics) in
                guard tryingExamples else { return }
                try router.checkExamples { configuration?.account($0)?.receivingServer ?? .unknown }
            }
        }
        guard let configuration, let ruleSet, let router, let catalogue, examples != nil else {
            throw findings.diagnostics
        }
        return LoadedConfiguration(
            configuration: configuration, ruleSet: ruleSet, router: router, catalogue: catalogue)
    }

    /// Where a folder lies when `mailroom.yaml` cannot say it: the first of these places that has `entry` in it.
    private static func usual(_ places: [String], holding entry: String, besides file: String) -> String? {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        return places.map { folder.appendingPathComponent($0).standardized.path }
            .first { FileManager.default.fileExists(atPath: "\($0)/\(entry)") }
    }
}
