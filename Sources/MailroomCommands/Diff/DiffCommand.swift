import ArgumentParser
import Foundation
import MailRouting

/// `mailroom diff`: what would other rules do with the same messages?
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows which decisions change from one set of rules to another.",
        discussion: """
            OLD and NEW are rules folders, or configuration files with the rules, accounts and addresses of an \
            installation. Every message is decided by both, and those that come out differently, in any output field, \
            are grouped by from -> to: department and template, the line that decided before and the one that decides \
            now, each with its file and line, everything else that changes, how many messages, how many of them are \
            acknowledged, and some of them. \
            Lines that only moved are no change; a line with a new id is one. Messages, place and time are taken as \
            in replay; see 'mailroom help replay'.

            With --journal, the messages are those the agent of --config has decided about for that long: 36h, 30d or \
            2w. They are decided again from what its journal keeps, as if they arrived at the place and time they \
            did; the agent may be at work. Texts are not kept, and attachments only where a rule asked for them, so \
            conditions on them are unknown to both sides. Samples are named by their numbers, for 'mailroom explain \
            --arrival'.

            With --only, the named departments may change and no other. A change touches the department a message \
            went to, the one it goes to now, and those that get a copy more or less; it is allowed when all of them \
            are named. So a message that moves from sales to finance needs --only sales --only finance.

            The objects of --format jsonl have the keys kind (group), count, allowed (by --only; false without), \
            from and to {department, template, rule, file, line}, acknowledged {from, to}, changes {field, from, to}, \
            samples {file, subject}; the last one kind (summary), messages, changed, outside (changed and not allowed), unreadable, groups.

            EXAMPLES
              mailroom diff rules ../new/rules archive.mbox
              mailroom diff rules ../new/rules ~/Maildir --mailbox sales --only finance
              mailroom diff config/mailroom.yaml staging/mailroom.yaml archive --format jsonl
              mailroom diff rules ../new/rules --journal 30d --config /etc/mailroom/mailroom.yaml

            Ends with 1 when a decision changes that may not, or when a message could not be read.
            """)

    @Argument(help: "The rules folder or configuration file as it was.", completion: .file())
    var old: String

    @Argument(help: "The rules folder or configuration file as it will be.", completion: .file())
    var new: String

    @Argument(
        help: "Files, folders, mbox files or Maildirs with messages; '-' is standard input.", completion: .file())
    var paths: [String] = []

    @Option(name: .long, help: ArgumentHelp("Compare past messages, as far back as 36h, 30d or 2w.", valueName: "time"))
    var journal: LookBack?

    @OptionGroup var configuration: ConfigurationOption

    @Option(
        name: .long, help: ArgumentHelp("A department that may change; may be given several times.", valueName: "name"),
        transform: { DepartmentName($0) })
    var only: [DepartmentName] = []

    @Option(name: .long, help: "How many messages each group names.")
    var samples = 3

    @OptionGroup var arrival: ArrivalOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard paths.isEmpty != (journal == nil) else {
            throw ValidationError("name messages to compare: files and folders, or --journal with a time such as 30d")
        }
        if paths.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input can be read once only") }
        if samples < 0 { throw ValidationError("--samples cannot be negative") }
    }

    func run() async throws {
        let comparison = Comparison(old: try routing(old), new: try routing(new))
        try checkOnly(comparison)
        var report = DiffReport(samples: samples, only: Set(only))
        var progress = Progress("messages")
        try await forEachOutcome(of: comparison) { outcome in
            if case .unreadable(let file, let fault) = outcome { Terminal.note("error: \(file): \(fault.reason)") }
            report.add(outcome)
            progress.show(report.messages)
        }
        progress.finish()
        var buffer = OutputBuffer()
        switch output.format {
        case .table: try buffer.write(line: report.text(in: .standardOutput))
        case .jsonl: for line in report.json { try buffer.write(line.line) }
        }
        try buffer.flush()
        if !report.isFine { throw ExitStatus.findings.code }
    }

    private func forEachOutcome(
        of comparison: Comparison, _ body: (Comparison.Outcome) throws -> Void
    ) async throws {
        guard let journal else { return try await comparison.forEachOutcome(in: paths, body) }
        if comparison.old.router.demand.body || comparison.new.router.demand.body {
            Terminal.note("note: the texts of past messages are not kept; conditions on them are unknown to both sides")
        }
        let since = Instant(Date()) - journal.interval
        try await comparison.forEachOutcome(in: try JournalFile.open(of: configuration), since: since, body)
    }

    private func routing(_ path: String) throws -> OfflineRouting {
        // Rules that fail their examples are what one wants to look at.
        try RulesPath(path).load(arrival, tryingExamples: false)
    }

    /// A misspelt department would quietly allow nothing.
    private func checkOnly(_ comparison: Comparison) throws {
        let rules = [comparison.old.router.ruleSet, comparison.new.router.ruleSet]
        let known = Set(rules.flatMap { $0.routeLines.map(\.department) + $0.also.flatMap(\.copies) })
        guard let unknown = only.first(where: { !known.contains($0) }) else { return }
        let names = known.sorted().map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--only '\(unknown)': no rule routes to this department; there are \(names)")
    }
}
