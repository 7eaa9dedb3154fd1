import ArgumentParser
import Foundation
import MailRehearsal
import MailRouting

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

    @OptionGroup var rehearsal: RehearsalOptions

    func validate() throws {
        if rehearsal.speed == .real {
            throw ValidationError("a recorded week is past; --speed is max or a factor such as 60")
        }
    }

    func run() async throws {
        let recording = try read()
        try await rehearsal.play { stage in
            try Self.week(recording, on: stage, speed: rehearsal.speed, skipsNights: rehearsal.skipNights)
        }
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
