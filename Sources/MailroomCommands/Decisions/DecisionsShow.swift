import ArgumentParser
import MailConfig
import MailJournal
import MailRouting

/// `mailroom decisions show`: one decision with its explanation, as `mailroom explain --arrival` has it.
struct DecisionsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Explains one decision: every line asked, and how it compares with the rules of today.",
        discussion: """
            The same as 'mailroom explain --arrival NUMBER'.

            EXAMPLES
              mailroom decisions show 17
            """)

    @OptionGroup var place: ConfigurationOption

    @Argument(help: ArgumentHelp("The number behind # in the walk and in 'decisions list'.", valueName: "arrival"))
    var arrival: String

    func run() async throws {
        let explain = try ExplainCommand.parse(["--arrival", arrival, "--config", place.file])
        try await explain.run()
    }
}
