import ArgumentParser

/// `mailroom acknowledgements`: whether they go out, and the switch for it.
struct AcknowledgementsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledgements",
        abstract: "Shows whether acknowledgements go out, stops them, lets them go on.",
        discussion: """
            The agent stops acknowledgements by itself when too many of them cause bounces or automatic replies, or \
            when there are suddenly far too many (docs/acknowledgements.md). It goes on by itself after an hour in \
            which nothing came back. Routing always goes on.

            A running agent heeds these verbs within a minute; nothing has to be restarted.

            EXAMPLES
              mailroom acknowledgements status
              mailroom acknowledgements pause
              mailroom acknowledgements resume --config /etc/mailroom/mailroom.yaml
            """,
        subcommands: [AcknowledgementsStatus.self, AcknowledgementsPause.self, AcknowledgementsResume.self],
        defaultSubcommand: AcknowledgementsStatus.self)
}
