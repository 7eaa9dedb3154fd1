import MailConfig
import MailRouting
import MailTransport

/// Where rules are linted.
enum LintPlace: Equatable {
    /// A rules folder alone: names of departments, accounts and templates are taken as they stand.
    case folder(String)
    case configuration(String)
}

/// Rules without a mistake, how they are written, and what was found about them.
struct LintedRules {
    let folder: String
    let router: Router
    let sources: RuleSources
    let analysis: RuleAnalysis
    /// Sorted by place.
    let findings: [RuleFinding]
    private let names: RuleNames
    private let configuration: Configuration?

    /// Throws all mistakes, examples that fail among them.
    init(_ place: LintPlace) throws(Diagnostics) {
        switch place {
        case .folder(let folder):
            try self.init(folder, RuleNames(departments: nil, accounts: nil, templates: nil), nil, [:])
        case .configuration(let file):
            let loaded = try LoadedConfiguration.load(file)
            let names = RuleNames(loaded.configuration, templates: loaded.catalogue.names)
            try self.init(loaded.configuration.rulesFolder, names, loaded.configuration, [:])
        }
    }

    private init(
        _ folder: String, _ names: RuleNames, _ configuration: Configuration?, _ replacements: [String: [UInt8]]
    ) throws(Diagnostics) {
        let (ruleSet, sources) = try RuleSetReader.survey(
            folder, names: names, replacements: replacements, digest: { MessageContent($0).sha256 })
        router = try Router(
            ruleSet: ruleSet, gate: configuration.map { GatePolicy($0) } ?? GatePolicy(own: []),
            defaultLanguage: configuration?.acknowledgements.defaultLanguage ?? .english)
        try router.checkExamples { configuration?.account($0)?.receivingServer ?? .unknown }
        analysis = RuleAnalysis(
            of: router, accounts: names.accounts, servers: configuration?.accounts.map(\.receivingServer))
        findings = (analysis.findings + sources.findings).sorted { $0.location.isBefore($1.location) }
        self.folder = folder
        self.names = names
        self.configuration = configuration
        self.sources = sources
    }

    /// The same rules as they would be with these contents in their files.
    func with(_ replacements: [String: [UInt8]]) throws(Diagnostics) -> LintedRules {
        try LintedRules(folder, names, configuration, replacements)
    }

    /// How the mail of an example arrives.
    func circumstances(of example: RuleExample) -> Circumstances {
        example.circumstances(at: configuration?.account(example.accountName)?.receivingServer ?? .unknown)
    }
}
