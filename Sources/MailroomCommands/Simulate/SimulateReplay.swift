import ArgumentParser
import Foundation
import MailRehearsal
import MailRouting
import MailSandbox

/// `mailroom simulate replay`: a recorded week through today's rules.
struct SimulateReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Plays a recorded week in a sandbox, and shows what today's rules do in another way.",
        discussion: """
            Like 'simulate run', with the messages of a recording: what was decided in the real week is what is expected \
            of them, so the tables show what has changed since. Each thread that was to be acknowledged is, once; the \
            windows of the real week do not apply. Hours are those of the machine it is played on. --speed, --report, \
            pausing and stopping are as in 'simulate run'. Nothing leaves this machine.

            EXAMPLES
              mailroom simulate replay week.jsonl
              mailroom simulate replay week.jsonl --speed 600 --skip-nights --report week.html
              mailroom simulate replay week.jsonl --rules new-rules --require 98%

            Ends with 1 when fewer messages than --require come out as they did, and with 2 when FILE is no recording.
            """)

    @Argument(help: "A recording of 'mailroom simulate record'.", completion: .file(extensions: ["jsonl"]))
    var file: String

    @Option(
        help: ArgumentHelp(
            "How fast they come: max; or a factor such as 60, an hour in a minute.", valueName: "speed"),
        transform: SimulateRun.speed)
    var speed = Speed.max

    @Flag(help: "Leave out every stretch of four hours and more in which nothing arrives. With a factor only.")
    var skipNights = false

    @Option(
        help: ArgumentHelp("How many of the messages must come out as they did.", valueName: "percent"),
        transform: SimulateRun.percent)
    var require = 100.0

    @Option(help: ArgumentHelp("The folder of the rules.", valueName: "folder"), completion: .directory)
    var rules = "rules"

    @Option(help: ArgumentHelp("The folder of the templates.", valueName: "folder"), completion: .directory)
    var templates = "config/templates"

    @OptionGroup var output: ReportOutput
    @OptionGroup var place: ControlFolderOption

    func validate() throws {
        if speed == .real { throw ValidationError("a recorded week is past; --speed is max or a factor such as 60") }
        if skipNights, speed == .max { throw ValidationError("--skip-nights needs a factor, such as --speed 60") }
    }

    func run() async throws {
        try output.check()
        let recording = try read()
        let control = try SimulateRun.control(in: place)
        defer { control.close() }
        let stage: RehearsalStage
        do {
            stage = try await RehearsalStage.set(rules: rules, templates: templates)
        } catch let error as SandboxError {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        let report: RehearsalReport
        do {
            let week = try Self.week(recording, on: stage, speed: speed, skipsNights: skipNights)
            SimulateRun.tell(week)
            report = try await RehearsalRun(stage, control: control, say: Terminal.note).play(week)
        } catch {
            try await stage.strike()
            throw error
        }
        try await stage.strike()
        try output.write(report)
        if !report.isGoodEnough(require) { throw ExitStatus.findings.code }
    }

    private func read() throws -> RecordedWeek {
        guard let data = FileManager.default.contents(atPath: file) else {
            Terminal.note("cannot read \(file)")
            throw ExitStatus.usage.code
        }
        do { return try RecordedWeek(data) } catch {
            Terminal.note("\(file):\(error.line): \(error.reason)")
            throw ExitStatus.usage.code
        }
    }

    /// As the stage's accounts get it; ends the verb with exit code 2 where there is one the stage does not have.
    static func week(
        _ recording: RecordedWeek, on stage: RehearsalStage, speed: Speed = .max, skipsNights: Bool = false
    ) throws -> RehearsedWeek {
        let known = Set(stage.loaded.configuration.accounts.map(\.name))
        if let other = Set(recording.messages.map(\.account)).subtracting(known).sorted().first {
            let names = known.sorted().map(\.rawValue).joined(separator: ", ")
            Terminal.note("mail of the recording arrived in an account '\(other)'; the sandbox has \(names)")
            throw ExitStatus.usage.code
        }
        let played = PlayedWeek(
            recording, rules: RuleWords(stage.loaded.ruleSet),
            loopToken: stage.loaded.router.responseGuard.policy.loopToken)
        return RehearsedWeek(
            played.id, played.messages(), speed: speed, skipsNights: skipsNights, zone: recording.zone)
    }
}
