import ArgumentParser
import MailRehearsal
import MailSandbox

/// `mailroom simulate run`: the week through a real agent and real servers, and whether all of it came out right.
struct SimulateRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Plays a week through the agent in a sandbox, and judges what became of every message.",
        discussion: """
            Starts a Dovecot and an Exim on loopback in a temporary folder and the agent with your rules and templates, \
            delivers the week, waits until all of it is dealt with, and compares what became of each message with what \
            its plan expects: a table of expected and actual for department, priority, template and language; whether \
            anything was lost, doubled or misplaced; whether each thread that is to be acknowledged was, once, and \
            noise never; and how long it took. The limits of acknowledgements are raised, so that a week ends in minutes. \
            Nothing leaves this machine.

            EXAMPLES
              mailroom simulate run --seed 7 --noise
              mailroom simulate run --theme quality_outbreak --rules my-rules --require 99.5%

            Ends with 1 when fewer messages than --require are right in everything.
            """)

    /// Where the messages go.
    enum Destination: String, ExpressibleByArgument, CaseIterable { case sandbox }
    /// How fast the simulated clock runs.
    enum Speed: String, ExpressibleByArgument, CaseIterable { case max }

    @Option(help: "Where the messages go: sandbox.")
    var to = Destination.sandbox

    @Option(help: "How fast they come: max, one after the other.")
    var speed = Speed.max

    @Option(
        help: ArgumentHelp("How many of the messages must come out right.", valueName: "percent"),
        transform: Self.percent)
    var require = 100.0

    @Option(help: ArgumentHelp("The folder of the rules.", valueName: "folder"), completion: .directory)
    var rules = "rules"

    @Option(help: ArgumentHelp("The folder of the templates.", valueName: "folder"), completion: .directory)
    var templates = "config/templates"

    @OptionGroup var options: SimulationOptions

    func run() async throws {
        let simulation = try options.simulation(domain: RehearsalStage.domain)
        let stage: RehearsalStage
        do {
            stage = try await RehearsalStage.set(rules: rules, templates: templates)
        } catch let error as SandboxError {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        let report: RehearsalReport
        do {
            report = try await RehearsalRun(stage).play(simulation)
        } catch {
            try await stage.strike()
            throw error
        }
        try await stage.strike()
        for line in report.lines { Terminal.say(line) }
        if report.percentRight < require || !report.isComplete { throw ExitStatus.findings.code }
    }

    private static func percent(_ text: String) throws -> Double {
        guard let value = Double(text.hasSuffix("%") ? String(text.dropLast()) : text), (0...100).contains(value) else {
            throw ValidationError("'\(text)' is no percentage such as 100%")
        }
        return value
    }
}
