import ArgumentParser
import Foundation
import MailRehearsal
import MailRouting

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
            "How many acknowledgements may go out in a minute and in an hour; so many that none waits unless given.",
            valueName: "minute/hour"), transform: Self.limits)
    var limits = RehearsalStage.raised

    @OptionGroup var rehearsal: RehearsalOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var submission: SubmissionOptions

    func validate() throws {
        guard to == .submission else { return }
        let given = [
            ("--speed", rehearsal.speed != .max), ("--skip-nights", rehearsal.skipNights),
            ("--limits", limits != RehearsalStage.raised), ("--require", rehearsal.require != 100),
            ("--rules", rehearsal.rules != "rules"), ("--templates", rehearsal.templates != "config/templates"),
            ("--report", rehearsal.output.report != nil), ("--format", rehearsal.output.output.format != .table),
        ].filter(\.1).map(\.0)
        if let first = given.first {
            throw ValidationError(
                "\(first) is for the sandbox; --to submission sends into an installation, which has its own limits and rules"
            )
        }
    }

    func run() async throws {
        if to == .submission { return try await SubmissionRun(options: submission, week: options).run() }
        let simulation = try options.simulation(domain: RehearsalStage.domain)
        // Said before servers are started for nothing.
        _ = try coming(of: simulation)
        try await rehearsal.play(limits: limits) { try coming(of: try $0.sealed(simulation)) }
    }

    /// What there is to play; by the clock of this machine, what is still to come.
    private func coming(of simulation: Simulation) throws -> RehearsedWeek {
        let week = RehearsedWeek(
            simulation.id, simulation.messages(), speed: rehearsal.speed, skipsNights: rehearsal.skipNights,
            zone: simulation.plan.zone)
        guard rehearsal.speed == .real else { return week }
        let coming = week.coming(after: Instant(Date()))
        guard !coming.messages.isEmpty else {
            throw ValidationError("all of \(simulation.week) is past; --week names one that is to come")
        }
        return coming
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
}
