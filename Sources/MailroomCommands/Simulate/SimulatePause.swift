import ArgumentParser
import MailRehearsal

/// `mailroom simulate pause`, from another terminal than the run.
struct SimulatePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pauses a running simulation: no more messages come until it is resumed.",
        discussion: """
            What came already goes its way. By the clock of the machine (--speed real) the messages of the pause come when it ends.

            EXAMPLES
              mailroom simulate pause
              mailroom simulate pause --process 4711

            Ends with 1 when no simulation runs, with 2 when several do and none is named, and with 3 when it does not \
            answer.
            """)

    @Option(help: ArgumentHelp("The process of the run, where several run.", valueName: "number"))
    var process: Int32?

    @OptionGroup var place: ControlFolderOption

    func run() async throws {
        try await SimulationCall(wish: .pause, place: place.simulations, process: process).run()
    }
}
