import MailConfig
import MailRehearsal
import MailRouting

/// What ships with the package.
enum Shipped {
    static func path(_ relative: String, file: StaticString = #filePath) -> String {
        let parts = "\(file)".split(separator: "/").dropLast(3)
        return "/" + (parts + relative.split(separator: "/")).joined(separator: "/")
    }

    static func plan() throws -> SimulationPlan { try SimulationReader.read(path("config/simulation.yaml")) }

    static func simulation(
        seed: UInt64 = 1, theme: ThemeName = "normal", noise: Bool = false, week: String = "2026-W48"
    ) throws -> Simulation {
        let plan = try plan()
        guard let theme = plan.theme(theme), let week = CalendarWeek(week) else { throw Missing() }
        return Simulation(plan, theme: theme, week: week, seed: seed, hasNoise: noise)
    }

    /// The shipped rules behind the gate of the shipped addresses.
    ///
    /// - Parameter folder: Other rules.
    static func router(rules folder: String? = nil) throws -> Router {
        let configuration = try ConfigurationReader.read(path("config/mailroom.yaml"))
        let rules = try RuleSetReader.read(
            folder ?? path("rules"), names: RuleNames(departments: nil, accounts: nil, templates: nil),
            digest: { "\($0.count)" })
        let addresses = configuration.accounts.flatMap { [$0.address] + $0.aliases }
        let gate = GatePolicy(
            ownAddresses: Set(addresses.map(\.key)), maximumAge: .days(3), loopToken: "rehearsal")
        return try Router(ruleSet: rules, gate: gate, defaultLanguage: .english)
    }

    struct Missing: Error {}
}
