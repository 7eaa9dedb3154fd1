import ArgumentParser
import MailRehearsal

/// `mailroom simulate stop`, from another terminal than the run.
struct SimulateStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stops a running simulation: no more messages come, what is under way is finished.",
        discussion: """
            The run then reports what became of the messages that came. Asked a second time it waits for nothing.

            EXAMPLES
              mailroom simulate stop
              mailroom simulate stop --process 4711

            Ends with 1 when no simulation runs, with 2 when several do and none is named, and with 3 when it does not \
            answer.
            """)

    @Option(help: ArgumentHelp("The process of the run, where several run.", valueName: "number"))
    var process: Int32?

    @OptionGroup var place: ControlFolderOption

    func run() async throws {
        try await SimulationCall(wish: .stop, place: place.simulations, process: process).run()
    }
}
