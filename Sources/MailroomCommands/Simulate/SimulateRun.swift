import ArgumentParser
import Foundation
import MailAgent
import MailRehearsal
import MailRouting
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
            noise never; and how long it took. The limits of acknowledgements are raised, so that a week ends in minutes, \
            unless --limits names them. Nothing leaves this machine.

            With --speed 60 the simulated clock begins with the first message and makes an hour a minute, a day 24 \
            minutes; --skip-nights leaves out every stretch of four hours and more in which nothing arrives. With \
            --speed real each message comes at the very time of its week, and those whose time is past do not come.

            'mailroom simulate pause', 'resume' and 'stop' act on it from another terminal. SIGINT (Ctrl-C) and SIGTERM \
            stop it: no more messages come, what is under way is finished, and the report is about what came. A second \
            one gives up what is under way.

            --report writes the same as one HTML page with charts, which needs nothing besides itself. The objects of \
            --format jsonl begin with the key row: summary, confusion, latency, sample or message; docs/simulation.md has \
            their keys.

            With --to submission the week is sent through the submission hosts of an installation into its real mailboxes, \
            beside its real mail: through the same limits, after the acknowledgements that come before it. Only to accounts \
            the agent watches, and only from reserved domains or one of yours. The agent routes it like all mail, counts it \
            apart, and acknowledges it to 'simulation: {sink: ...}' or not at all; 'mailroom simulate clean' removes it. What \
            has arrived is not sent again. Ends with 1 when a letter was refused, with 2 when it may not be sent, and \
            with 3 when no host can be reached.

            EXAMPLES
              mailroom simulate run --seed 7 --noise
              mailroom simulate run --noise --report week.html
              mailroom simulate run --speed 60 --skip-nights --limits 5/30
              mailroom simulate run --theme quality_outbreak --rules my-rules --require 99.5%
              mailroom simulate run --to submission --day monday --config /etc/mailroom/mailroom.yaml

            Ends with 1 when fewer messages than --require are right in everything.
            """)

    /// Where the messages go.
    enum Destination: String, ExpressibleByArgument, CaseIterable { case sandbox, submission }

    @Option(help: "Where the messages go: sandbox, or submission, into the mailboxes of an installation.")
    var to = Destination.sandbox

    @Option(
        help: ArgumentHelp(
            "How fast they come: max; a factor such as 60, an hour in a minute; or real, by this machine's clock.",
            valueName: "speed"), transform: Self.speed)
    var speed = Speed.max

    @Flag(help: "Leave out every stretch of four hours and more in which nothing arrives. With a factor only.")
    var skipNights = false

    @Option(
        help: ArgumentHelp(
            "How many acknowledgements may go out in a minute and in an hour; so many that none waits unless given.",
            valueName: "minute/hour"), transform: Self.limits)
    var limits = RehearsalStage.raised

    @Option(
        help: ArgumentHelp("How many of the messages must come out right.", valueName: "percent"),
        transform: Self.percent)
    var require = 100.0

    @Option(help: ArgumentHelp("The folder of the rules.", valueName: "folder"), completion: .directory)
    var rules = "rules"

    @Option(help: ArgumentHelp("The folder of the templates.", valueName: "folder"), completion: .directory)
    var templates = "config/templates"

    @OptionGroup var output: ReportOutput
    @OptionGroup var place: ControlFolderOption
    @OptionGroup var options: SimulationOptions
    @OptionGroup var submission: SubmissionOptions

    func validate() throws {
        if to == .submission, speed != .max {
            throw ValidationError("--speed is for the sandbox; --to submission sends as fast as the limits allow")
        }
        if skipNights, case .times = speed { return }
        if skipNights { throw ValidationError("--skip-nights needs a factor, such as --speed 60") }
    }

    func run() async throws {
        if to == .submission { return try await SubmissionRun(options: submission, week: options).run() }
        try output.check()
        let simulation = try options.simulation(domain: RehearsalStage.domain)
        _ = try coming(of: simulation)
        let control = try Self.control(in: place)
        defer { control.close() }
        let stage: RehearsalStage
        do {
            stage = try await RehearsalStage.set(rules: rules, templates: templates, limits: limits)
        } catch let error as SandboxError {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        let report: RehearsalReport
        do {
            let week = try coming(of: try stage.sealed(simulation))
            Self.tell(week)
            report = try await RehearsalRun(stage, control: control, say: Terminal.note).play(week)
        } catch {
            try await stage.strike()
            throw error
        }
        try await stage.strike()
        try output.write(report)
        if !report.isGoodEnough(require) { throw ExitStatus.findings.code }
    }

    static func control(in place: ControlFolderOption) throws -> RehearsalControl {
        do { return try RehearsalControl(in: place.simulations) } catch let error as any ControlError {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
    }

    /// What there is to play; by the clock of this machine, what is still to come.
    private func coming(of simulation: Simulation) throws -> RehearsedWeek {
        let week = RehearsedWeek(
            simulation.id, simulation.messages(), speed: speed, skipsNights: skipNights, zone: simulation.plan.zone)
        guard speed == .real else { return week }
        let coming = week.coming(after: Instant(Date()))
        guard !coming.messages.isEmpty else {
            throw ValidationError("all of \(simulation.week) is past; --week names one that is to come")
        }
        return coming
    }

    /// What somebody who waits wants to know first.
    static func tell(_ week: RehearsedWeek) {
        guard week.speed != .max else { return }
        let timetable = Timetable(
            week.messages.map(\.arrivedAt), speed: week.speed, skippingNights: week.skipsNights, start: Instant(Date()))
        let minutes = (timetable.length.milliseconds + 59_999) / 60_000
        Terminal.note(
            "\(week.messages.count) messages in about \(minutes) minutes; 'mailroom simulate pause', 'resume' or 'stop' "
                + "in another terminal, or Ctrl-C to stop")
        if week.missed > 0 { Terminal.note("note: \(week.missed) messages of the week are past and do not come") }
    }

    /// `5/30`
    private static func limits(_ text: String) throws -> RateLimits {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let minute = parts[0], let hour = parts[1], minute >= 1, minute <= hour,
            hour <= RehearsalStage.raised.perHour
        else {
            throw ValidationError("'\(text)' is no limits of a minute and an hour, such as 5/30")
        }
        return RateLimits(perMinute: minute, perHour: hour)
    }

    static func speed(_ text: String) throws -> Speed {
        guard let speed = Speed(text) else {
            throw ValidationError("'\(text)' is no speed: max, real, or a factor such as 60")
        }
        return speed
    }

    static func percent(_ text: String) throws -> Double {
        guard let value = Double(text.hasSuffix("%") ? String(text.dropLast()) : text), (0...100).contains(value) else {
            throw ValidationError("'\(text)' is no percentage such as 100%")
        }
        return value
    }
}
