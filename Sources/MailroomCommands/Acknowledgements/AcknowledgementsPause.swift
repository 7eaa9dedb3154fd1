import ArgumentParser
import MailJournal

/// `mailroom acknowledgements pause`: none goes out until a person lets them go on.
struct AcknowledgementsPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stops all acknowledgements until 'resume'; what waits then goes on, unless it is too old.",
        discussion: """
            Mail is routed as before. Acknowledgements that arriving mail asks for are queued and wait.

            EXAMPLES
              mailroom acknowledgements pause
              mailroom acknowledgements pause --config /etc/mailroom/mailroom.yaml
            """)

    @OptionGroup var configuration: ConfigurationOption

    func run() async throws {
        try await SendingSwitch.turn(configuration) { journal, now throws(JournalFault) in
            try await journal.pauseSending(now: now)
                ? "acknowledgements are stopped; a running agent heeds it within a minute"
                : "acknowledgements were stopped by a person already"
        }
    }
}
