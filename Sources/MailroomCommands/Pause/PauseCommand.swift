import ArgumentParser
import MailJournal

/// `mailroom pause`: an account, the acknowledgements or everything rests until `mailroom resume`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stops an account, the acknowledgements or everything until 'mailroom resume'.",
        discussion: """
            Of a paused account nothing is read and nothing is moved out; its watching connections are closed, what is \
            under way is finished, and what other accounts deliver into it goes on. When acknowledgements are paused, \
            mail is routed and what it asks for is queued. Without an argument everything is paused.

            A pause is written in the journal: it outlasts restarts, and a running agent heeds it within seconds.

            EXAMPLES
              mailroom pause info
              mailroom pause acknowledgements
              mailroom pause --config /etc/mailroom/mailroom.yaml
            """)

    @Argument(help: "An account, or 'acknowledgements'; without it everything.")
    var what: String?

    @OptionGroup var option: ConfigurationOption

    func run() async throws {
        try await PauseSwitch.turn(what, option, done: "paused") { journal, scope, now throws(JournalFault) in
            try await journal.pause(scope, by: PauseSwitch.way, now: now)
        }
    }
}
