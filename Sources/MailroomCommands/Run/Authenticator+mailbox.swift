import MailAgent
import MailRouting
import MailTransport

extension Authenticator {
    /// Connects and authenticates. A token the server refuses may have been revoked before its time: one more try, with a
    /// new one.
    func open(
        _ account: Account, on pool: WorkerPool, spool: Spool?, slot: CrashSlot
    ) async throws(MailboxFault) -> any MailboxPort {
        let first = try await authentication(of: account)
        do {
            return try await IMAPMailbox.open(account, as: first, on: pool, spool: spool, slot: slot)
        } catch .rejected(let fault) {
            guard await reject(first, by: account.server) else { throw .rejected(fault) }
            let second = try await authentication(of: account)
            return try await IMAPMailbox.open(account, as: second, on: pool, spool: spool, slot: slot)
        }
    }

    /// Nobody to ask for a token is a connection that could not be made; nothing to show is a refusal.
    private func authentication(of account: Account) async throws(MailboxFault) -> Authentication {
        do throws(CredentialFault) { return try await authentication(for: account.server) } catch {
            let fault = error.fault(of: account.server)
            throw error.isTransient ? .lost(fault) : .rejected(fault)
        }
    }
}
