import MailJournal
import MailRouting
import Synchronization

/// Which accounts may be worked with: what the loops ask before each step, and the bells that call those who wait.
///
/// A pause is written in the journal, by whichever process; this is what the agent knows of it.
final class AccountPermits: Sendable {
    private struct State {
        var pauses = Pauses()
        var bells: [AccountName: [Wakeup]] = [:]
    }
    private let state = Mutex(State())

    /// Whether mailboxes of the account may be read, and messages moved out of them.
    func allows(_ account: AccountName) -> Bool { state.withLock { !$0.pauses.holds(account) } }

    /// Has `bell` ring whenever the answer for the account changes.
    func add(_ bell: Wakeup, for account: AccountName) {
        state.withLock { $0.bells[account, default: []].append(bell) }
    }

    /// Takes note of what is paused now, and calls whom it concerns.
    ///
    /// - Returns: what was paused before.
    @discardableResult
    func note(_ pauses: Pauses) -> Pauses {
        let (before, bells) = state.withLock { state in
            let before = state.pauses
            state.pauses = pauses
            let concerned = state.bells.filter { before.holds($0.key) != pauses.holds($0.key) }
            return (before, concerned.values.flatMap { $0 })
        }
        for bell in bells { bell.ring() }
        return before
    }
}
