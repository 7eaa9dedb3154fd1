import ArgumentParser

/// `mailroom simulate status`: which simulations run, and how they stand.
struct SimulateStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows the simulations that run now.",
        discussion: """
            The objects of --format jsonl have the keys simulation, process, speed, state (running, paused, stopped or \
            over), delivered, messages and shows: what the simulated clock shows.

            EXAMPLES
              mailroom simulate status
              mailroom simulate status --format jsonl

            Ends with 1 when none runs.
            """)

    @OptionGroup var place: ControlFolderOption
    @OptionGroup var output: FormatOption

    func run() throws {
        let running: [SimulationSeat]
        do { running = try place.simulations.all() } catch {
            Terminal.note("\(error)")
            throw ExitStatus.environment.code
        }
        let standings = running.compactMap { $0.standing() }
        var buffer = OutputBuffer()
        for standing in standings {
            switch output.format {
            case .table: try buffer.write(line: standing.line)
            case .jsonl: try buffer.write(standing.row.line)
            }
        }
        try buffer.flush()
        guard standings.isEmpty else { return }
        Terminal.note("no simulation runs (looked in \(place.simulations.root))")
        throw ExitStatus.findings.code
    }
}
