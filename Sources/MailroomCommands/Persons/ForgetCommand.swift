import ArgumentParser
import Foundation
import MailConfig
import MailJournal
import MailRouting

/// `mailroom forget`: takes a person out of the journal, and shows that nothing is left.
struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Takes everything about a person out of the journal, and proves it with a search.",
        discussion: """
            For whoever asks to be forgotten (GDPR article 17). Of every settled arrival that names the address only the row \
            stays that accounts for the UID: no header, decision, recipient, attempt or bounce. What is deleted is overwritten. \
            Messages that are still under way or held are left and named: forget again when they are settled.

            Then every file of the state folder is searched for the address, octet by octet. With --search, other files and \
            folders too, such as logs: they are searched and not changed.

            The agent may be at work. The messages are in the mailboxes, and copies of the journal where you put them: they \
            are yours to remove.

            EXAMPLES
              mailroom forget ann@customer.example
              mailroom forget ann@customer.example --search /var/log/mailroom

            Ends with 0 when nothing is left; 1 when something is: open messages, or a file that names the address.
            """)

    @Argument(help: "The person's address.")
    var address: String

    @Option(help: "Further files and folders to search.", completion: .file())
    var search: [String] = []

    @OptionGroup var place: ConfigurationOption

    func run() async throws {
        let person = try PersonAddress.read(address)
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(place.file)
        }
        let journal = try JournalFile.openToChange(configuration)
        let forgetting: Forgetting
        do {
            forgetting = try await journal.forget(person)
            // The write-ahead log still has the pages as they were before.
            try await journal.checkpoint()
        } catch {
            Terminal.note("cannot change the journal: \(error)")
            throw ExitStatus.environment.code
        }
        Terminal.say("forgot \(forgetting.stripped) messages")
        if !forgetting.open.isEmpty {
            let numbers = forgetting.open.prefix(20).map(\.description).joined(separator: ", ")
            Terminal.say("left \(forgetting.open.count) that are under way or held: \(numbers)")
            Terminal.say("next: when they are settled ('mailroom queue list'), run this again")
        }
        let findings = try FileSearch(AddressMention(person)).findings(in: [configuration.stateFolder] + search)
        for finding in findings.all { Terminal.say("still in  \(finding.path)  (\(finding.count) times)") }
        Terminal.say("searched \(findings.files) files, \(findings.octets) octets")
        if !findings.all.isEmpty || !forgetting.open.isEmpty { throw ExitStatus.findings.code }
        Terminal.say("nothing is left")
    }
}
