import MailConfig
public import MailRehearsal
public import MailRouting
import MailTransport

/// What ships: the configuration, the rules and the plan of simulated weeks, for whoever plays a day with them.
public struct DayPlan: Sendable {
    /// The shipped one, for the pretend world.
    public let configuration: Configuration
    /// The shipped plan of a week.
    public let plan: SimulationPlan
    let router: Router

    /// - Parameter root: The folder with `config` and `rules` in it.
    /// - Throws: `Diagnostics` with everything that is wrong with the files.
    public init(in root: String) throws {
        configuration = try ConfigurationReader.read(root + "/config/mailroom.yaml")
        plan = try SimulationReader.read(root + "/config/simulation.yaml")
        let rules = try RuleSetReader.read(
            root + "/rules", names: RuleNames(departments: nil, accounts: nil, templates: nil),
            digest: { MessageContent($0).sha256 })
        let addresses = configuration.accounts.flatMap { [$0.address] + $0.aliases }
        let gate = GatePolicy(
            ownAddresses: Set((addresses + configuration.departments.map(\.sender)).map(\.key)),
            maximumAge: configuration.acknowledgements.maximumAge, loopToken: "day",
            trust: configuration.acknowledgements.trust)
        router = try Router(
            ruleSet: rules, gate: gate, defaultLanguage: configuration.acknowledgements.defaultLanguage)
    }

    /// The day with the most messages of all themes, with noise.
    public func busiestDay(seed: UInt64, week: CalendarWeek) -> (theme: ThemeName, messages: [SimulatedMessage]) {
        var busiest: (theme: ThemeName, messages: [SimulatedMessage]) = ("normal", [])
        for theme in plan.themes {
            let messages = Simulation(plan, theme: theme, week: week, seed: seed, hasNoise: true).messages()
            for day in Dictionary(grouping: messages, by: \.mark.day).sorted(by: { $0.key < $1.key })
            where day.value.count > busiest.messages.count {
                busiest = (theme.name, day.value)
            }
        }
        return busiest
    }
}
