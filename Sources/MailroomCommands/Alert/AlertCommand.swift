import ArgumentParser

/// `mailroom alert`: whether alerts reach a person.
struct AlertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert",
        abstract: "Tries the way alerts take.",
        discussion: """
            EXAMPLES
              mailroom alert test
            """,
        subcommands: [AlertTest.self])
}
