import ArgumentParser
import MailRehearsal

/// `mailroom simulate resume`, from another terminal than the run.
struct SimulateResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lets a paused simulation go on.",
        discussion: """
            The simulated clock goes on where it stood.

            EXAMPLES
              mailroom simulate resume
              mailroom simulate resume --process 4711

            Ends with 1 when no simulation runs, with 2 when several do and none is named, and with 3 when it does not \
            answer.
            """)

    @Option(help: ArgumentHelp("The process of the run, where several run.", valueName: "number"))
    var process: Int32?

    @OptionGroup var place: ControlFolderOption

    func run() async throws {
        try await SimulationCall(wish: .resume, place: place.simulations, process: process).run()
    }
}
