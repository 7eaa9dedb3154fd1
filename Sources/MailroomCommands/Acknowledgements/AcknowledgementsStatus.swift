import ArgumentParser
import MailJournal

/// `mailroom acknowledgements status`: whether they go out, and if not, why not.
struct AcknowledgementsStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows whether acknowledgements go out. Ends with 1 when they are stopped.",
        discussion: """
            As JSON lines: state (closed: they go out; open: stopped by the storm breaker; paused: stopped by a \
            person), since (UTC; null when they never were stopped), reason (null unless stopped), and jobs, the \
            number of acknowledgements in each state.

            EXAMPLES
              mailroom acknowledgements status
              mailroom acknowledgements status --format jsonl
            """)

    @OptionGroup var configuration: ConfigurationOption
    @OptionGroup var format: FormatOption

    func run() async throws {
        let journal = try JournalFile.open(of: configuration)
        let summary = try await JournalFile.look { () async throws(JournalFault) in try await journal.summary() }
        Terminal.say(SendingReport(summary).text(as: format.format))
        if !summary.sending.isClosed { throw ExitStatus.findings.code }
    }
}
