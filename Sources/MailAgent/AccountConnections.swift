import MailRouting
import Synchronization

/// The delivery lanes' connections, one for each account of the configuration in force.
final class AccountConnections: Sendable {
    private let all: Mutex<[AccountName: AccountConnection]>
    private let time: Timekeeper
    private let open: @Sendable (Account) async throws(MailboxFault) -> any MailboxPort

    init(
        _ accounts: [Account], _ time: Timekeeper,
        open: @escaping @Sendable (Account) async throws(MailboxFault) -> any MailboxPort
    ) {
        self.time = time
        self.open = open
        all = Mutex(
            Dictionary(
                accounts.map { ($0.name, AccountConnection($0, time, open: open)) },
                uniquingKeysWith: { first, _ in first }))
    }

    subscript(_ account: AccountName) -> AccountConnection? { all.withLock { $0[account] } }

    /// Whoever asks from now on gets a connection made as `account` says; nil takes it away.
    ///
    /// - Returns: the one before, for the caller to close: whoever uses it now finishes first.
    func replace(_ name: AccountName, with account: Account?) -> AccountConnection? {
        let fresh = account.map { AccountConnection($0, time, open: open) }
        return all.withLock { all in
            defer { all[name] = fresh }
            return all[name]
        }
    }

    func close() async {
        for connection in all.withLock({ Array($0.values) }) { await connection.close() }
    }
}
