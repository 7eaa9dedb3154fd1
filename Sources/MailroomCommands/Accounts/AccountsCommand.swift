import ArgumentParser
import MailConfig
import MailJournal
import MailRouting

/// `mailroom accounts`: which accounts are parked, and to unpark one.
struct AccountsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Shows which accounts are left alone after crashes, and lets them be tried again.",
        discussion: """
            The mail libraries are C and read what strangers write. When the process crashes while it works with an \
            account, the next start puts the crash down to it; after three within an hour the account is parked: its \
            mail stays where it is, the other accounts go on. Another host, port or user in the configuration unparks \
            it too.

            EXAMPLES
              mailroom accounts list
              mailroom accounts unpark info
            """, subcommands: [List.self, Unpark.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Shows every account and whether it is parked; 1 when one is.")

        @OptionGroup var place: ConfigurationOption
        @OptionGroup var output: FormatOption

        func run() async throws {
            let configuration = try reportingDiagnostics { () throws(Diagnostics) in
                try ConfigurationReader.read(place.file)
            }
            let journal = try JournalFile.open(configuration)
            var buffer = OutputBuffer()
            var isFine = true
            for account in configuration.accounts {
                let parked = try await JournalFile.look { () async throws(JournalFault) in
                    try await journal.parked(account)
                }
                isFine = isFine && parked == nil
                switch output.format {
                case .table:
                    try buffer.write(line: "\(account.name)  \(parked.map(\.fault.cause) ?? "in use")")
                case .jsonl:
                    var line = JSONLine()
                    line.add("account", account.name.rawValue)
                    line.add("parked", parked != nil)
                    line.add("crashes", parked?.crashes)
                    line.add("signal", parked.map { Int($0.signal) })
                    try buffer.write(line.line)
                }
            }
            try buffer.flush()
            if !isFine { throw ExitStatus.findings.code }
        }
    }

    struct Unpark: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unpark",
            abstract: "Forgets the crashes of an account; a running agent tries it again within minutes.")

        @Argument(help: "The account's name.", transform: { AccountName($0) })
        var account: AccountName

        @OptionGroup var place: ConfigurationOption

        func run() async throws {
            let configuration = try reportingDiagnostics { () throws(Diagnostics) in
                try ConfigurationReader.read(place.file)
            }
            guard configuration.account(account) != nil else {
                let names = configuration.accounts.map(\.name.rawValue).joined(separator: ", ")
                throw ValidationError("there is no account '\(account)'; there are \(names)")
            }
            do {
                let wasParked = try await Journal(joining: JournalFile.path(configuration)).unpark(account)
                Terminal.say("\(account): \(wasParked ? "tried again from now on" : "had no crashes")")
            } catch {
                Terminal.note("cannot write to the journal: \(error)")
                throw ExitStatus.environment.code
            }
        }
    }
}
