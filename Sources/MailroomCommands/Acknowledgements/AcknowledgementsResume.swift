import ArgumentParser
import MailJournal

/// `mailroom acknowledgements resume`: lets them go on after a stop, whoever stopped them.
struct AcknowledgementsResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lets acknowledgements go on, whether a person stopped them or the storm breaker did.",
        discussion: """
            What was counted until now is not held against them: the storm breaker begins anew.

            EXAMPLES
              mailroom acknowledgements resume
              mailroom acknowledgements resume --config /etc/mailroom/mailroom.yaml
            """)

    @OptionGroup var configuration: ConfigurationOption

    func run() async throws {
        try await SendingSwitch.turn(configuration) { journal, now throws(JournalFault) in
            try await journal.resumeSending(now: now)
                ? "acknowledgements go on; a running agent heeds it within a minute"
                : "acknowledgements were not stopped"
        }
    }
}
