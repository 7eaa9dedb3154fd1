import ArgumentParser

/// The form of a verb's output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// Columns for people.
    case table
    /// One JSON object on each line (jsonlines.org), for programs; keys and their order are stable.
    case jsonl
}

/// `--format`, for verbs that print rows.
struct FormatOption: ParsableArguments {
    @Option(name: .long, help: "The form of the output: table, for people, or jsonl, one JSON object on each line.")
    var format = OutputFormat.table
}
