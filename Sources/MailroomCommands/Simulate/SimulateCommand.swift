import ArgumentParser

/// `mailroom simulate`: weeks of made-up mail, to rehearse with.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Makes a week of mail from a seed or from a real one, to rehearse with.",
        discussion: """
            What the week is made of stands in config/simulation.yaml: how much of what arrives when, who writes it, in \
            which words, and what should become of it. Every message says that it is simulated, in the header field \
            X-Mailroom-Simulation and in its footer, and comes from a domain that nobody can own.
            """,
        subcommands: [
            SimulateGenerate.self, SimulateRun.self, SimulatePause.self, SimulateResume.self, SimulateStop.self,
            SimulateStatus.self, SimulateRecord.self, SimulateReplay.self, SimulateClean.self,
        ])
}
