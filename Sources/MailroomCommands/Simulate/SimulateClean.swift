import ArgumentParser
import MailAgent
import MailConfig
import MailJournal
import MailRouting
import MailTransport

/// `mailroom simulate clean`: simulated messages out of the mailboxes, and only those.
struct SimulateClean: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Removes simulated messages from the mailboxes, and only those.",
        discussion: """
            Looks through the watched mailboxes, those of the departments, and wherever the journal knows that simulated \
            mail was brought. A message is removed only when its mark bears a seal of this installation's key for that very \
            message; a mark that somebody else wrote is left alone and counted. Removing takes UID EXPUNGE (UIDPLUS, RFC 4315); on a \
            server without it nothing is removed. The agent may be at work: what was still to be done about a removed \
            message ends as 'vanished', what waits to be sent about it is dropped. Asked again, it finds nothing more.

            The objects of --format jsonl have the keys account, mailbox, found (with a mark), removed (with --dry-run: to \
            be removed), unsealed (left alone), problem.

            EXAMPLES
              mailroom simulate clean --dry-run
              mailroom simulate clean --simulation normal-2026-W48-7
              mailroom simulate clean --config /etc/mailroom/mailroom.yaml --format jsonl

            Ends with 3 when a mailbox could not be looked through.
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Option(
        help: ArgumentHelp("Only this simulated week, such as normal-2026-W48-7; all unless given.", valueName: "id"))
    var simulation: String?

    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false

    func run() async throws {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(place.file)
        }
        guard let key = SimulationKeyFile(stateFolder: configuration.stateFolder).key else {
            let path = SimulationKeyFile(stateFolder: configuration.stateFolder).path
            Terminal.note("there is no key in \(path), so no message can have been sealed with it: nothing to remove")
            return
        }
        let journal = try JournalFile.openToChange(configuration)
        let known = try await JournalFile.look { () async throws(JournalFault) in try await journal.simulatedPlaces() }
        let (pool, authenticator) = (WorkerPool(), Authenticator(stateFolder: configuration.stateFolder))
        let wanted = simulation.map { SimulationID($0) }
        var rows: [SweptMailbox] = []
        for account in configuration.accounts {
            let mailboxes = Set(
                account.watch
                    + (configuration.departments.map(\.destination) + known)
                    .filter { $0.account == account.name }.map(\.mailbox))
            let sweep = MailboxSweep(
                account: account, mailboxes: mailboxes.sorted(), key: key, simulation: wanted, isDryRun: dryRun,
                pool: pool, authenticator: authenticator)
            rows += await sweep.rows()
        }
        var dropped = 0
        if !dryRun, rows.allSatisfy({ $0.problem == nil }) {
            dropped = try await JournalFile.look { () async throws(JournalFault) in
                try await journal.forgetSimulated(wanted, now: Timekeeper.system.now())
            }
        }
        try show(rows, dropped: dropped)
        if rows.contains(where: { $0.problem != nil }) { throw ExitStatus.environment.code }
    }

    private func show(_ rows: [SweptMailbox], dropped: Int) throws {
        var buffer = OutputBuffer()
        switch output.format {
        case .jsonl: for row in rows { try buffer.write(row.json.line) }
        case .table:
            for row in rows { try buffer.write(line: ColumnText.harmless(row.text(isDryRun: dryRun), atMost: 400)) }
            let (removed, unsealed) = (rows.reduce(0) { $0 + $1.removed }, rows.reduce(0) { $0 + $1.unsealed })
            try buffer.write(
                line: "\(removed) simulated messages \(dryRun ? "to be removed" : "removed")"
                    + (unsealed > 0 ? ", \(unsealed) with a mark of somebody else left alone" : "")
                    + (dropped > 0 ? ", \(dropped) acknowledgements dropped from the queue" : ""))
        }
        try buffer.flush()
    }
}
