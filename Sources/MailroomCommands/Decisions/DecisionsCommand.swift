import ArgumentParser

/// `mailroom decisions`: what was decided, by message.
struct DecisionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions",
        abstract: "Lists what was decided about past messages, and explains one.",
        discussion: """
            Reads the journal only, so it works beside a running agent and without one. It goes back as far as the journal \
            keeps decisions.

            EXAMPLES
              mailroom decisions list --since 2h --department sales
              mailroom decisions list --since 2026-11-20 --rule sales.samples --format jsonl
              mailroom decisions show 17
            """,
        subcommands: [DecisionsList.self, DecisionsShow.self], defaultSubcommand: DecisionsList.self)
}
