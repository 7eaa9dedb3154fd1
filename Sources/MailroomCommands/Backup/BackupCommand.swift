import ArgumentParser
import MailConfig
import MailJournal

/// `mailroom backup`: a copy of the journal that can be put back.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Writes a copy of the journal while the agent runs, and checks that it can be read.",
        discussion: """
            FILE appears whole or not at all, as one file, and is checked before it gets its name. A file that is there \
            is not replaced without --force. The agent goes on meanwhile.

            The journal is all the state there is. To start again elsewhere one also needs the configuration with its \
            rules and templates, and the secrets it names; the mail itself is on the servers.

            To put a backup back: stop mailroom, move journal.sqlite, journal.sqlite-wal and journal.sqlite-shm aside, \
            copy FILE to journal.sqlite, start mailroom. What arrived since is routed, and not answered, because it \
            may have been; docs/reliability.md says what holds.

            EXAMPLES
              mailroom backup /var/backups/mailroom.sqlite --force
              mailroom backup "$(date +%F).sqlite" --config /etc/mailroom/mailroom.yaml
            """)

    @Argument(help: "Where to write the copy.", completion: .file())
    var file: String

    @Flag(help: "Replace FILE when it is there.")
    var force = false

    @OptionGroup var place: ConfigurationOption

    func run() async throws {
        let journal = try JournalFile.open(of: place)
        do {
            try await journal.backUp(to: file, replacing: force)
            let summary = try await Journal(reading: file).summary()
            let arrivals = summary.arrivals.values.reduce(0, +)
            Terminal.say("\(file): \(arrivals) \(arrivals == 1 ? "arrival" : "arrivals"), checked")
        } catch {
            let next = error.nextStep.map { "\nnext: \($0)" } ?? ""
            Terminal.note("no backup was made: \(error)\(next)")
            throw ExitStatus.environment.code
        }
    }
}
