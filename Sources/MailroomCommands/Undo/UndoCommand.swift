import ArgumentParser
import Foundation
import MailAgent
import MailConfig
import MailJournal
import MailRouting

/// `mailroom undo`: brings routed messages back to where they arrived.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Brings routed messages back to where they arrived, and says what cannot be taken back.",
        discussion: """
            ARRIVAL is a message's number in the walk of 'mailroom run'. --since takes everything decided since then, \
            --rule everything one line decided; together they narrow each other.

            A message comes back byte for byte, with its internal date and its flags; keywords that rules added are \
            taken off. Inside an account it is moved. Between accounts the kept source is moved back, or the message is \
            appended where it arrived; only when it is there, the delivered copy is removed. Further copies ('copy:') are \
            removed unless somebody has worked with them. A message that is not where it was delivered any more is left \
            to whoever took it. What comes back is known by its new UID and not routed again.

            Acknowledgements that were not sent yet are dropped. Those that were cannot be unsent: it says which.

            Everything is written into the journal first. A running agent does it within seconds; without one this \
            command does it itself. Killed in the middle nothing is lost or doubled, and the same command finishes it.

            The objects of --format jsonl have the keys arrival, arrived (where), verdict (bring-back, go-on, stayed, \
            is-back, not-delivered, not-routed), from, acknowledgement (none, dropped, sent, may-be-sent), recipient, \
            state (of the undo; null with --dry-run and where nothing is to be done), detail.

            EXAMPLES
              mailroom undo 4711 --dry-run
              mailroom undo --since 90m --rule sales.samples
              mailroom undo --since 2026-11-27T14:00 --format jsonl

            Ends with 1 when a message could not be brought back, or not yet.
            """)

    @Argument(help: "The number of an arrival.")
    var arrival: String?

    @Option(
        name: .long,
        help: ArgumentHelp("What was decided since then: 90m, 36h, 2d ago, or a date and time.", valueName: "time"))
    var since: PointInTime?

    @Option(
        name: .long, help: ArgumentHelp("What this line decided.", valueName: "id"), transform: { RuleID($0) })
    var rule: RuleID?

    @Flag(name: .long, help: "Show what would be done, and do nothing.")
    var dryRun = false

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard (arrival == nil) != (since == nil && rule == nil) else {
            throw ValidationError("name one arrival, or what to bring back with --since or --rule")
        }
        if let arrival { _ = try ExplainCommand.arrivalID(arrival) }
    }

    func run() async throws {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(place.file)
        }
        let now = Timekeeper.system.now()
        let selection: UndoSelection =
            if let arrival {
                .arrival(try ExplainCommand.arrivalID(arrival))
            } else {
                .decided(since: since?.instant(now: now), by: rule)
            }
        if dryRun {
            let journal = try JournalFile.open(configuration)
            let items = try await JournalFile.look { () async throws(JournalFault) in
                try await journal.undoPlan(selection)
            }
            return try finish(items, [:])
        }
        let work = try UndoWork(configuration)
        let items: [UndoItem]
        let progress: [ArrivalID: UndoProgress]
        do {
            items = try await work.begin(selection, now: now)
            progress = try await work.finish(items)
        } catch {
            Terminal.note("the journal refuses: \(error)\(error.nextStep.map { "\nnext: \($0)" } ?? "")")
            throw ExitStatus.environment.code
        }
        try finish(items, progress)
    }

    private func finish(_ items: [UndoItem], _ progress: [ArrivalID: UndoProgress]) throws {
        var buffer = OutputBuffer()
        let rows = items.map { UndoRow($0, progress[$0.id], isPlan: dryRun) }
        switch output.format {
        case .jsonl: for row in rows { try buffer.write(row.json.line) }
        case .table:
            for row in rows { try buffer.write(line: row.text) }
            try buffer.write(line: UndoRow.summary(rows))
        }
        try buffer.flush()
        if items.isEmpty, arrival != nil {
            Terminal.note("the journal has no arrival \(arrival ?? ""); the walk of 'mailroom run' names them")
            throw ExitStatus.usage.code
        }
        if rows.contains(where: \.isFinding) { throw ExitStatus.findings.code }
    }
}
