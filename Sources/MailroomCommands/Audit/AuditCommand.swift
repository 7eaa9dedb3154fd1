import ArgumentParser
import MailConfig
import MailJournal
import MailRouting
import MailTransport

/// `mailroom audit`: is every message of every watched mailbox accounted for?
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Recounts every watched mailbox against the journal: is every message accounted for?",
        discussion: """
            Lists the UIDs of every watched mailbox over IMAP, reading nothing and marking nothing, and looks each up in \
            the journal. The agent may be at work: what lies above the last UID it had recorded is not seen yet, and \
            no fault. With --journal-only no server is asked: what the journal holds is counted, and whether it agrees \
            with itself.

            Each message is routed, kept (its department is where it arrived), held (waits for a person), vanished \
            (taken away by somebody before it was delivered), open (under way), returned (by 'mailroom undo'), theirs \
            (claimed by another agent), ours (the agent's own delivery, or known from before UIDVALIDITY changed), left \
            (there before the agent, left alone or only observed), unseen (not yet looked at), or unaccounted: the one that must be 0.

            The objects of --format jsonl have the keys account, mailbox, uidvalidity, watermark, messages (there now; \
            null without servers), routed, kept, held, failed, vanished, open, returned, theirs, ours, left, unseen, \
            unaccounted, simulated (how many of these are), unaccounted_uids, note, problem. 'failed' counts messages given up for good: there are none, \
            because a delivery that cannot be made is held.

            EXAMPLES
              mailroom audit
              mailroom audit --journal-only --config /etc/mailroom/mailroom.yaml
              mailroom audit --format jsonl | jq 'select(.unaccounted > 0) | .unaccounted_uids'

            Ends with 1 when a message is unaccounted for, and with 3 when a mailbox could not be looked at.
            """)

    @OptionGroup var place: ConfigurationOption
    @OptionGroup var output: FormatOption

    @Flag(name: .long, help: "Ask no server: count what the journal holds.")
    var journalOnly = false

    func run() async throws {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(place.file)
        }
        let journal = try JournalFile.open(configuration)
        let rows =
            journalOnly
            ? try await JournalFile.look { () async throws(JournalFault) in
                try await journal.books().map { AuditRow($0) }
            }
            : await recount(configuration, journal)
        try show(rows)
        if rows.contains(where: { $0.problem != nil }) { throw ExitStatus.environment.code }
        if rows.contains(where: { $0.unaccounted > 0 }) { throw ExitStatus.findings.code }
    }

    /// All accounts at once, in the order of the configuration.
    private func recount(_ configuration: Configuration, _ journal: Journal) async -> [AuditRow] {
        let pool = WorkerPool()
        let authenticator = Authenticator(stateFolder: configuration.stateFolder)
        return await withTaskGroup(of: (Int, [AuditRow]).self) { group in
            for (number, account) in configuration.accounts.enumerated() {
                let recount = MailboxRecount(
                    account: account, journal: journal, pool: pool, authenticator: authenticator)
                group.addTask { (number, await recount.rows()) }
            }
            var rows: [Int: [AuditRow]] = [:]
            for await (number, found) in group { rows[number] = found }
            return configuration.accounts.indices.flatMap { rows[$0] ?? [] }
        }
    }

    private func show(_ rows: [AuditRow]) throws {
        var buffer = OutputBuffer()
        switch output.format {
        case .jsonl: for row in rows { try buffer.write(row.json.line) }
        case .table: try buffer.write(line: AuditTable(rows).text(in: .standardOutput))
        }
        try buffer.flush()
    }
}
