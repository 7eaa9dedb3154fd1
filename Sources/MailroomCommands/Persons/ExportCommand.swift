import ArgumentParser
import Foundation
import MailJournal
import MailRouting

/// `mailroom export`: what is kept of a person.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Gives everything the journal has about a person, as JSON.",
        discussion: """
            For whoever asks what is kept of him (GDPR article 15): every arrival whose header, decision, acknowledgement or \
            bounce names the address, with the header as it arrived, what was decided and why, and what was sent. One object: \
            address, exported_at, and arrivals, a list. Only looks; the agent may be at work.

            The messages themselves are in the mailboxes, not here: search for the address there.

            EXAMPLES
              mailroom export ann@customer.example > ann.json
              mailroom export ann@customer.example | jq '.arrivals[].decision'

            Ends with 1 when nothing is kept.
            """)

    @Argument(help: "The person's address.")
    var address: String

    @OptionGroup var place: ConfigurationOption

    /// Arrivals read in one transaction.
    private static let page = 200

    private struct Export: Encodable {
        let address: String
        let exportedAt: String
        let arrivals: [PersonRecord]
    }

    func run() async throws {
        let person = try PersonAddress.read(address)
        let journal = try JournalFile.open(of: place)
        let (found, records) = try await JournalFile.look {
            () async throws(JournalFault) -> ([ArrivalID], [PersonRecord]) in
            let found = try await journal.arrivals(concerning: person)
            var records: [PersonRecord] = []
            var rest = found[...]
            while !rest.isEmpty {
                records += try await journal.records(of: Array(rest.prefix(Self.page)))
                rest = rest.dropFirst(Self.page)
            }
            return (found, records)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let export = Export(address: person.spec, exportedAt: Date().formatted(.iso8601), arrivals: records)
        FileHandle.standardOutput.write(try encoder.encode(export) + Data("\n".utf8))
        if found.isEmpty { throw ExitStatus.findings.code }
    }
}
