import ArgumentParser
import MailAgent
import MailConfig
import MailJournal
import MailRouting

/// What `mailroom pause` and `mailroom resume` share: the word on the command line, the journal, the answer.
enum PauseSwitch {
    /// How the journal names this way of asking.
    static let way = "command line"

    /// - Parameter done: what the scope is afterwards, in a word.
    static func turn(
        _ word: String?, _ option: ConfigurationOption, done: String,
        _ change: (Journal, PauseScope, Instant) async throws(JournalFault) -> PauseChange
    ) async throws {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(option.file)
        }
        let scope = try scope(word, of: configuration)
        let journal = try JournalFile.openToChange(configuration)
        do throws(JournalFault) {
            switch try await change(journal, scope, Timekeeper.system.now()) {
            case .changed: Terminal.say("\(scope): \(done)")
            case .unchanged: Terminal.say("\(scope): nothing to do, \(done) already")
            case .heldByEverything(let since):
                Terminal.say(
                    "\(scope): still paused, because everything is since \(since.timestamp); next: 'mailroom resume'")
            }
        } catch {
            Terminal.note("cannot write the journal: \(error)")
            throw ExitStatus.environment.code
        }
    }

    /// An account may not be called `acknowledgements` here; one that is can only be paused with everything.
    static func scope(_ word: String?, of configuration: Configuration) throws -> PauseScope {
        switch word {
        case nil: return .everything
        case "acknowledgements": return .acknowledgements
        case .some(let name):
            guard configuration.account(AccountName(name)) != nil else {
                let names = configuration.accounts.map(\.name.rawValue) + ["acknowledgements"]
                throw ValidationError(
                    "'\(name)' is nothing that can be paused; there are \(names.joined(separator: ", "))")
            }
            return .account(AccountName(name))
        }
    }
}
