import ArgumentParser
import MailRouting

/// `mailroom lint`: what is wrong with rules, and what makes no sense in them.
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Finds mistakes in rules, lines no message reaches, and what could be said better.",
        discussion: """
            First every mistake in the files, all at once, each with its line and a caret. Rules without one are then \
            thought through, without any message. A warning is what can never hold:

              contradiction        no message fulfils its condition
              shadowed             lines above it take every message it asks for; shown with such a message, as an \
            example to paste, and the line that takes it
              removed-prefix       a term on the subject begins with 'Re:' or its like, which is taken off first
              unknown-fact         'authentication' or 'spam', which no account of the configuration has

            A note is a matter of care:

              useless-priority     other lines always give as high a priority
              duplicate-condition  two 'also' lines ask the same
              duplicate-entry      a list has an entry twice, perhaps in another spelling
              unused-list          no line uses the list
              unused-time          no line uses the time
              plain-regex          another operator says the same
              missing-example      no example reaches the line

            Nothing is said that is not proved, and of a shadowed line only what the router confirms on the message \
            shown. Where a condition is beyond proof, as most regexes are, nothing is said.

            With --config the departments, accounts and templates of that installation are checked as well. With \
            --fix unused lists and times, duplicate entries and regexes that say no more than another operator are mended \
            where they stand alone. Before a file is written the new rules decide about all examples and about \
            messages made for every line; unless every decision is the same, nothing is written.

            The objects of --format jsonl have the keys kind, severity, file, line, column, length, message, \
            suggestion, related [file:line:column], witness, taken_by, fixable. The kind of a mistake is 'error'. \
            --format sarif is SARIF 2.1.0 for code review; its columns count Unicode code points.

            EXAMPLES
              mailroom lint
              mailroom lint --fix rules
              mailroom lint --config config/mailroom.yaml --strict
              mailroom lint --format sarif > rules.sarif

            Ends with 1 when there is a warning, with --strict also when there is a note; with 2 when there is a \
            mistake.
            """)

    /// `--format`; SARIF is for findings only.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, jsonl, sarif
    }

    @Argument(help: "The rules folder; not with --config, which names it.", completion: .directory)
    var folder: String?

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("A configuration file: its rules, accounts and templates are used.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    @Flag(name: .long, help: "Mend what can be mended without changing a decision.")
    var fix = false

    @Flag(name: .long, help: "End with 1 when there is a note, too.")
    var strict = false

    @Option(name: .long, help: "The form of the output: table, for people; jsonl or sarif, for programs.")
    var format = Format.table

    func validate() throws {
        if folder != nil, configurationFile != nil { throw ValidationError("--config names the rules folder itself") }
    }

    func run() throws { try run(to: OutputBuffer()) }

    func run(to output: OutputBuffer) throws {
        var output = output
        let place = configurationFile.map { LintPlace.configuration($0) } ?? .folder(folder ?? "rules")
        let report: LintReport
        do throws(Diagnostics) {
            report = try lint(place)
        } catch {
            // People read mistakes where all verbs show them; programs read the form they asked for.
            if format == .table { Terminal.note(error.report(in: .standardError)) }
            try LintReport(mistakes: error, at: place).write(as: format, to: &output)
            throw ExitStatus.usage.code
        }
        try report.write(as: format, to: &output)
        if report.hasFindings(strict: strict) { throw ExitStatus.findings.code }
    }

    private func lint(_ place: LintPlace) throws(Diagnostics) -> LintReport {
        let rules = try LintedRules(place)
        guard fix, let mending = LintMending(rules) else { return LintReport(rules) }
        do throws(LintMending.Fault) {
            for line in try mending.write() { Terminal.note(line) }
        } catch {
            Terminal.note("nothing is mended: \(error)")
            return LintReport(rules)
        }
        return LintReport(try LintedRules(place))
    }
}
