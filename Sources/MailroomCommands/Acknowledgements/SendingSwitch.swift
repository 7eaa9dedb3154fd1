import Foundation
import MailAgent
import MailConfig
import MailJournal
import MailRouting

/// Writes a person's decision into the journal of an installation; an agent may be at work with it.
enum SendingSwitch {
    /// - Parameter turn: gives the line that is printed.
    static func turn(
        _ option: ConfigurationOption, _ turn: (Journal, Instant) async throws(JournalFault) -> String
    ) async throws {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(option.file)
        }
        let path = configuration.stateFolder + "/journal.sqlite"
        // Opening makes one, and a journal in a folder nobody uses would only hide the mistake.
        guard FileManager.default.fileExists(atPath: path) else {
            Terminal.note("there is no journal \(path)\nIt is made by the first 'mailroom run'.")
            throw ExitStatus.environment.code
        }
        do throws(JournalFault) {
            Terminal.say(try await turn(try Journal(path: path), Timekeeper.system.now()))
        } catch {
            Terminal.note("cannot write the journal: \(error)")
            throw ExitStatus.environment.code
        }
    }
}
