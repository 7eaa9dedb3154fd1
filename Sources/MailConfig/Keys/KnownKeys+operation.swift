import MailRouting

/// The mappings of `mailroom.yaml` that are about running the agent.
extension KnownKeys {
    private static let level = Shape.word(LogLevel.allCases.map(\.rawValue))

    static let log = KeySet(
        "log",
        [
            .optional(
                "format", .word(LogFormat.allCases.map(\.rawValue)),
                "text, for people (the default), or json, one object a line, for collectors."),
            .optional("level", level, "Lines below it are left out; info unless given."),
            .optional("levels", .mapping(logLevels), "Other levels for single components."),
            .optional("file", .text(.path), "File to append to; standard output unless given."),
            .optional("rotate_size", .text(.size), "A larger file is put aside; 10MB unless given."),
            .optional("keep", .integer(0...1000), "How many files put aside are kept; 5 unless given."),
            .optional(
                "privacy", .word(Privacy.allCases.map(\.rawValue)),
                "Addresses as they are (full), masked but for a letter and the domain (masked, the default), or hashed."
            ),
        ])
    static let logLevels = KeySet(
        "levels",
        LogComponent.allCases.map { .optional($0.rawValue, level, "The level of \($0.rawValue).") })
    static let simulatedMail = KeySet(
        "simulated mail",
        [
            .optional(
                "sink", .either([.word(["senders"]), .text(.address)]),
                "Who gets the acknowledgements of simulated mail: an address of yours outside of the accounts; senders only where every submission host is this machine. Nobody unless given."
            )
        ])
    static let alerts = KeySet(
        "alerts",
        [
            .optional(
                "webhook", .either([.text(.secret), .mapping(secret)]),
                "Where the address (URL) of a webhook is: env:NAME, file:PATH or {command: [...]}. Never the address itself."
            ),
            .optional("address", .text(.address), "A person's address outside of the accounts."),
            .optional("per_hour", .integer(1...1000), "The most alerts in any hour; 10 unless given."),
        ])
}
