import ArgumentParser
import Foundation
import MailConfig
import MailRehearsal
import MailRouting

/// Which week it is, for the verbs below `simulate`.
struct SimulationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The plan of the week.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var plan = "config/simulation.yaml"

    @Option(help: ArgumentHelp("The same seed makes the same messages, byte for byte.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("A theme of the plan, such as quality_outbreak.", valueName: "name"))
    var theme = "normal"

    @Option(
        help: ArgumentHelp("The week it is, such as 2026-W48; this week unless given.", valueName: "week"),
        transform: Self.week)
    var week: CalendarWeek?

    @Flag(help: "With newsletters, out-of-office answers, bounces, spam, duplicates, replies and broken clients.")
    var noise = false

    @Option(
        help: ArgumentHelp(
            "A domain of yours that may be written from, besides those below .example and .test.", valueName: "domain"))
    var allowDomain: [String] = []

    /// Ends the verb with exit code 2 after showing what is wrong with the plan.
    ///
    /// - Parameter domain: The domain of the accounts, where it is not that of the plan.
    func simulation(domain: String? = nil) throws -> Simulation {
        let plan = try reportingDiagnostics { () throws(Diagnostics) in
            try SimulationReader.read(self.plan, allowing: allowDomain)
        }
        guard let theme = plan.theme(ThemeName(theme)) else {
            let known = plan.themes.map(\.name.rawValue).joined(separator: ", ")
            throw ValidationError("there is no theme '\(theme)'; the plan has \(known)")
        }
        guard let week = week ?? CalendarWeek(of: CivilDate(day: Self.today)) else {
            throw ValidationError("the clock of this machine shows no year of ours; use --week")
        }
        let simulation = Simulation(plan, theme: theme, week: week, seed: seed, hasNoise: noise, domain: domain)
        let (count, most) = (simulation.letterCount, Simulation.mostLetters)
        guard count <= most else {
            throw ValidationError(
                "\(self.plan) makes \(count) letters of a week with the theme \(theme.name), and at most \(most) are held "
                    + "in memory; lower its figures, or the percentages of the theme")
        }
        return simulation
    }

    private static var today: Int { Int((Date().timeIntervalSince1970 / 86_400).rounded(.down)) }

    private static func week(_ text: String) throws -> CalendarWeek {
        guard let week = CalendarWeek(text) else { throw ValidationError("'\(text)' is no week like 2026-W48") }
        return week
    }
}
