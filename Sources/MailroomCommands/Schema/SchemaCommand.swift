public import ArgumentParser
import Foundation
public import MailConfig

/// `mailroom schema`: what editors need to help with rules and configuration.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of rules, configuration or simulation, for editors.",
        discussion: """
            An editor with a YAML language server completes keys, explains them and underlines mistakes while one types, \
            when the first line of a file names the schema:

              # yaml-language-server: $schema=schema/rules.schema.json

            The schema says which keys there are and what may stand under each. 'mailroom check' says the rest: whether \
            the lists, lines, departments and templates that are named exist, and everything else.

            EXAMPLES
              mailroom schema rules
              mailroom schema configuration --output config/schema/configuration.schema.json
              mailroom schema simulation --output config/schema/simulation.schema.json
            """)

    @Argument(help: "Which files it is for: rules, configuration or simulation.")
    var file: SchemaFile

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write it to this file.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var output: String?

    func run() throws {
        guard let output else {
            var buffer = OutputBuffer()
            try buffer.write(Array(file.text.utf8))
            return try buffer.flush()
        }
        do {
            try Data(file.text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            Terminal.note("cannot write \(output): \(error.localizedDescription)")
            throw ExitStatus.environment.code
        }
    }
}

extension SchemaFile: ExpressibleByArgument {}
