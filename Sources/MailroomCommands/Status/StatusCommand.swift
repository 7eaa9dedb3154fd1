import ArgumentParser
import Foundation
import MailAgent
import MailConfig
import MailJournal
import MailRouting

/// `mailroom status`: one screen that says how things stand and what waits for a person.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows how things stand: accounts, queue, rate windows, rules, and what waits for a person.",
        discussion: """
            Reads the journal only, so it works beside a running agent and without one. Whether an agent runs is told by \
            the lock on the state folder. The exit code is 1 when something waits for a person.

            The object of --format jsonl has the keys agent {running, process}, accounts [name, state, since, detail, \
            watched], queue {waiting, pending, claimed, retry, uncertain, held, failed}, deliveries (the same), windows \
            [account, minute, per_minute, hour, per_hour], acknowledgements {state, reason}, rules {version, loaded_at, \
            refused_at, faults [file, line, column, message], needs_restart}, simulated {arrivals, queue, deliveries}, \
            unaccounted, attention [what, next]. Simulated mail is counted under simulated and nowhere else, but for what is \
            unaccounted and the windows.

            EXAMPLES
              mailroom status
              mailroom status --watch
              mailroom status --format jsonl | jq .attention
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Flag(help: "Show it anew every two seconds, until Ctrl-C.")
    var watch = false

    /// Another process writes the journal, so there is nothing to wait for but the next look.
    private static let interval = Duration.seconds(2)

    func run() async throws {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(place.file)
        }
        while true {
            // Opened each time: an agent that starts meanwhile may bring the journal up to date.
            let report = try await StatusReport.read(configuration, now: Timekeeper.system.now())
            switch output.format {
            case .jsonl: Terminal.say(report.json.text)
            case .table:
                let screen = report.screen(in: .standardOutput, columns: Terminal.columns)
                // Back to the top and everything cleared, without a flicker.
                Terminal.say(watch && TextStyle.standardOutput.isOn ? "\u{1B}[H\u{1B}[2J\(screen)" : screen)
            }
            guard watch else {
                if !report.attention.isEmpty { throw ExitStatus.findings.code }
                return
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
