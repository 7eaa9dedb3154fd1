import ArgumentParser
import Foundation
import MailRouting

/// `mailroom test`: do the rules still do what their examples and cases say?
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Tries the examples beside the rules and the cases in folders.",
        discussion: """
            An example stands in the rules and names the line its mail must reach. A case is a folder with a whole \
            message, message.eml, and with expected.yaml, which says what must come of it: rule, department, folder, \
            priority, language, keywords, copies, acknowledge (the template that is sent, or none), \
            acknowledge-language, asked (the template the rules ask for) and refused (the gate's reason); only what \
            it says is compared. It may also say how the message arrives: mailbox, arrived, now, own, known-sender.

            A failure shows what was expected and what came, the line that decided with its file and line, and the \
            command that explains it.

            With --coverage: how often each line of the rules matched in all of these, and which conditions were not \
            seen both to hold and not to hold.

            The objects of --format jsonl have the keys kind (example or case), name, ok, file, line, rule, \
            rule_file, rule_line, failures {field, expected, got, line}, command; with --coverage also kind (line), \
            of, name, file, line, hits, conditions {words, file, line, column, yes, no, unknown}. --format junit is \
            the XML that continuous integration reads; lines that were never reached are in it as skipped.

            EXAMPLES
              mailroom test
              mailroom test --config config/mailroom.yaml --coverage
              mailroom test --cases fixtures/cases/bounce
              mailroom test --format junit --coverage --uncovered-fails > report.xml

            Ends with 1 when one fails, or with --uncovered-fails when a line was never reached; with 2 when an \
            expected.yaml has a mistake.
            """)

    /// `--format`; the other verbs have no XML.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, jsonl, junit
    }

    @OptionGroup var options: OfflineRoutingOptions

    @Option(
        name: .long,
        help: ArgumentHelp("The folder of the cases, or one case.", valueName: "folder"), completion: .directory)
    var cases: String?

    @Option(name: .long, help: "The form of the output: table, for people; jsonl or junit, for programs.")
    var format = Format.table

    @Flag(name: .long, help: "Show which lines and conditions the examples and cases reach.")
    var coverage = false

    @Flag(name: .long, help: "End with 1 when a line was never reached.")
    var uncoveredFails = false

    static let usualCases = "fixtures/cases"

    func validate() throws {
        if uncoveredFails && !coverage { throw ValidationError("--uncovered-fails needs --coverage") }
    }

    func run() throws {
        let routing = try options.load(tryingExamples: false)
        let folders = try reportingDiagnostics { () throws(Diagnostics) in try caseFolders(for: routing.router.ruleSet)
        }
        var run = TestRun(coverage: coverage ? Coverage(of: routing.router.ruleSet) : nil)
        for example in routing.router.ruleSet.examples {
            run.add(Trial(example, by: routing, command: command))
        }
        for folder in folders {
            do throws(UnreadableMessage) {
                run.add(try folder.trial(by: routing, own: options.arrival.own, command: command))
            } catch {
                Terminal.note("error: \(folder.path.shown)/message.eml: \(error.reason)")
                throw ExitStatus.usage.code
            }
        }
        var output = OutputBuffer()
        try run.write(as: format, uncoveredFails: uncoveredFails, to: &output)
        try output.flush()
        let isFine = run.isFine && !(uncoveredFails && run.coverage?.unreached.isEmpty == false)
        if !isFine { throw ExitStatus.findings.code }
    }

    /// A folder nobody named may be missing: rules can have examples alone.
    private func caseFolders(for rules: RuleSet) throws(Diagnostics) -> [CaseFolder] {
        if cases == nil, case .failure = SourcePath(Self.usualCases).kind() { return [] }
        return try CaseFolder.all(in: cases ?? Self.usualCases, for: rules)
    }

    /// How to see with the same rules what happens to a message; which one is added to it.
    private var command: ShellCommand {
        let command = ShellCommand("mailroom", "explain")
        if let file = options.configurationFile { return command.with(["--config", file]) }
        return options.rules == "rules" ? command : command.with(["--rules", options.rules])
    }
}
