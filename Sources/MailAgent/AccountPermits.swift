import MailJournal
import MailRouting
import Synchronization

/// Whether one account may be worked with: what its loops ask before each step, and the bells that call those who wait.
///
/// It belongs to the loops that were started together; an account that is changed gets new loops and a new permit.
final class AccountPermit: Sendable {
    private struct State {
        var isPaused: Bool
        var isEnded = false
        var bells: [Wakeup] = []
    }
    private let state: Mutex<State>

    init(isPaused: Bool = false) { state = Mutex(State(isPaused: isPaused)) }

    /// Mailboxes may be read, and messages moved out of them.
    var isGiven: Bool { state.withLock { !$0.isPaused && !$0.isEnded } }
    /// The account was removed or changed: its loops end.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Has `bell` ring whenever the permit changes.
    func add(_ bell: Wakeup) { state.withLock { $0.bells.append(bell) } }

    func end() { change { $0.isEnded = true } }
    fileprivate func pause(_ isPaused: Bool) { change { $0.isPaused = isPaused } }

    private func change(_ apply: (inout State) -> Void) {
        let bells = state.withLock { state in
            let before = (state.isPaused, state.isEnded)
            apply(&state)
            return before == (state.isPaused, state.isEnded) ? [] : state.bells
        }
        for bell in bells { bell.ring() }
    }
}

/// The permits of all accounts. A pause is written in the journal, by whichever process; this is what the agent knows of it.
final class AccountPermits: Sendable {
    private struct State {
        var pauses = Pauses()
        var permits: [AccountName: AccountPermit] = [:]
    }
    private let state = Mutex(State())

    /// A new permit, in place of one that has ended.
    func issue(for account: AccountName) -> AccountPermit {
        state.withLock { state in
            let permit = AccountPermit(isPaused: state.pauses.holds(account))
            state.permits[account] = permit
            return permit
        }
    }

    /// Takes note of what is paused now, and calls whom it concerns.
    ///
    /// - Returns: what was paused before.
    @discardableResult
    func note(_ pauses: Pauses) -> Pauses {
        let (before, permits) = state.withLock { state in
            defer { state.pauses = pauses }
            return (state.pauses, state.permits)
        }
        for (account, permit) in permits { permit.pause(pauses.holds(account)) }
        return before
    }
}
