import MailAgent
import MailJournal
import MailRouting
import MailTransport

/// Puts crashes of the last run down to accounts, and keeps those away that it crashed over again and again.
struct CrashWatch: Sendable {
    private let last: CrashMark.Crash?
    private let mark: CrashMark?
    private let accounts: [Account]

    /// Reads what the last run left in the state folder, and begins to write for this one.
    init(_ configuration: Configuration) {
        let path = configuration.stateFolder + "/crash.mark"
        accounts = configuration.accounts
        let names = accounts.map(\.name)
        last = CrashMark.last(at: path, among: names)
        do { mark = try CrashMark(at: path, accounts: names) } catch {
            // The agent is worth more than knowing whose fault a crash would be.
            Terminal.note("note: crashes cannot be put down to accounts: \(error)")
            mark = nil
        }
    }

    func slot(of account: AccountName) -> CrashSlot { mark?.slot(of: account) ?? .none }

    /// Writes down and tells how the last run ended, and which accounts are parked.
    func report(to journal: Journal, _ walk: @Sendable (WalkEvent) -> Void) async throws(JournalFault) {
        if let last {
            let blamed = accounts.filter { last.accounts.contains($0.name) }
            try await journal.recordCrash(of: blamed, signal: last.signal, now: Timekeeper.system.now())
            walk(.crashed(last.accounts, signal: last.signal))
        }
        for account in accounts {
            if let parked = try await journal.parked(account) {
                walk(.parked(account.name, crashes: parked.crashes))
            }
        }
    }
}

extension ParkedAccount {
    /// Why no connection is made.
    var fault: Fault {
        Fault(
            cause: "parked: the process crashed \(crashes) times within an hour while it worked with \(account); "
                + "'mailroom accounts unpark \(account)' lets it be tried again")
    }
}
