import ArgumentParser
import MailJournal

/// `mailroom resume`: ends a pause.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lets an account, the acknowledgements or everything go on after 'mailroom pause'.",
        discussion: """
            Without an argument every pause is ended. A stop by the storm breaker is ended only by 'mailroom resume \
            acknowledgements'.

            EXAMPLES
              mailroom resume info
              mailroom resume acknowledgements
              mailroom resume
            """)

    @Argument(help: "An account, or 'acknowledgements'; without it everything.")
    var what: String?

    @OptionGroup var option: ConfigurationOption

    func run() async throws {
        try await PauseSwitch.turn(what, option, done: "resumed") { journal, scope, now throws(JournalFault) in
            try await journal.resume(scope, by: PauseSwitch.way, now: now)
        }
    }
}
