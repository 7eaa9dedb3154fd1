import ArgumentParser
import Foundation
import MailRehearsal
import MailRouting
import MailSandbox

/// How a week is played in a sandbox and what is asked of it, whether it was made or recorded.
struct RehearsalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How fast they come: max; a factor such as 60, an hour in a minute; or real, by this machine's clock.",
            valueName: "speed"), transform: Self.speed)
    var speed = Speed.max

    @Flag(help: "Leave out every stretch of four hours and more in which nothing arrives. With a factor only.")
    var skipNights = false

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

    func validate() throws {
        if case .times = speed { return }
        if skipNights { throw ValidationError("--skip-nights needs a factor, such as --speed 60") }
    }

    /// Sets a stage, plays there what `week` makes for it, and tells what came of it; ends the verb with 1 when that is not
    /// good enough, and with 3 when there can be no stage.
    func play(limits: RateLimits = RehearsalStage.raised, _ week: (RehearsalStage) throws -> RehearsedWeek) async throws
    {
        try output.check()
        let control: RehearsalControl
        do { control = try RehearsalControl(in: place.simulations) } catch let error as any ControlError {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
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
            let week = try week(stage)
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

    /// What somebody who waits wants to know first.
    private static func tell(_ week: RehearsedWeek) {
        guard week.speed != .max else { return }
        let timetable = Timetable(
            week.messages.map(\.arrivedAt), speed: week.speed, skippingNights: week.skipsNights, start: Instant(Date()))
        let minutes = (timetable.length.milliseconds + 59_999) / 60_000
        Terminal.note(
            "\(week.messages.count) messages in about \(minutes) minutes; 'mailroom simulate pause', 'resume' or 'stop' "
                + "in another terminal, or Ctrl-C to stop")
        if week.missed > 0 { Terminal.note("note: \(week.missed) messages of the week are past and do not come") }
    }

    private static func speed(_ text: String) throws -> Speed {
        guard let speed = Speed(text) else {
            throw ValidationError("'\(text)' is no speed: max, real, or a factor such as 60")
        }
        return speed
    }

    private static func percent(_ text: String) throws -> Double {
        guard let value = Double(text.hasSuffix("%") ? String(text.dropLast()) : text), (0...100).contains(value) else {
            throw ValidationError("'\(text)' is no percentage such as 100%")
        }
        return value
    }
}
