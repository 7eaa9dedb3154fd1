import MailRouting
import Synchronization

/// Which watched mailboxes somebody listens to: the watchers write it, and whoever asks whether the agent is ready reads it.
final class WatchBoard: Sendable {
    enum State: Sendable, Equatable {
        /// Not since the start of the agent, or not since the journal refused to take something down.
        case away
        case listening
        case lost(Fault)
    }

    private let states: Mutex<[MailboxAddress: State]>

    init(_ accounts: [Account]) {
        var states: [MailboxAddress: State] = [:]
        for account in accounts {
            for mailbox in account.watch { states[MailboxAddress(account: account.name, mailbox: mailbox)] = .away }
        }
        self.states = Mutex(states)
    }

    func note(_ address: MailboxAddress, _ state: State) { states.withLock { $0[address] = state } }
    func state(of address: MailboxAddress) -> State { states.withLock { $0[address] ?? .away } }
}
