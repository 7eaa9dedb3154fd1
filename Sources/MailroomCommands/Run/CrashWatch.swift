import MailJournal
import MailRouting
import MailTransport

/// How the last run crashed, and the mark that tells the next one how this one did.
struct CrashWatch: Sendable {
    /// How the last run ended, when it crashed.
    let last: CrashMark.Crash?
    private let mark: CrashMark?

    /// Reads what the last run left in the state folder, and begins to write for this one.
    init(_ configuration: Configuration) {
        let path = configuration.stateFolder + "/crash.mark"
        let names = configuration.accounts.map(\.name)
        last = CrashMark.last(at: path, among: names)
        do { mark = try CrashMark(at: path, accounts: names) } catch {
            // The agent is worth more than knowing whose fault a crash would be.
            Terminal.note("note: crashes cannot be put down to accounts: \(error)")
            mark = nil
        }
    }

    func slot(of account: AccountName) -> CrashSlot { mark?.slot(of: account) ?? .none }
}

extension ParkedAccount {
    /// Why no connection is made.
    var fault: Fault {
        Fault(
            cause: "parked: the process crashed \(crashes) times within an hour while it worked with \(account); "
                + "'mailroom accounts unpark \(account)' lets it be tried again")
    }
}
