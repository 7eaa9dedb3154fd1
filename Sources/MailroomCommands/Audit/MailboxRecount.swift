import MailJournal
import MailRouting
import MailTransport

/// Recounts the watched mailboxes of one account, on a connection of its own that only examines.
struct MailboxRecount: Sendable {
    let account: Account
    let journal: Journal
    let pool: WorkerPool
    let authenticator: Authenticator

    /// A person waits; but a large mailbox may take a server a while to search.
    private static let times = IMAPTimes(connect: .seconds(15), command: .seconds(120), logout: .seconds(2))
    /// UIDs looked up in one transaction: the agent's writing is never kept waiting.
    private static let page = 5000

    func rows() async -> [AuditRow] {
        let session: IMAPSession
        do {
            let authentication = try await authenticator.authentication(for: account.server)
            let credentials = try StreamCredentials.trusting(caFile: account.server.caFile)
            session = try await IMAPSession.connect(
                to: account.server, as: authentication, trusting: credentials, on: pool, times: Self.times)
        } catch {
            let problem = "cannot look: \(error)"
            return account.watch.map { mailbox in
                var row = AuditRow(MailboxAddress(account: account.name, mailbox: mailbox), nil)
                row.problem = problem
                return row
            }
        }
        var rows: [AuditRow] = []
        for mailbox in account.watch { rows.append(await row(mailbox, session)) }
        await session.logout()
        return rows
    }

    /// The UIDs first and the books afterwards: whatever the agent does in between, a UID that was listed and lies below
    /// the watermark has its row by then.
    private func row(_ mailbox: MailboxName, _ session: IMAPSession) async -> AuditRow {
        let address = MailboxAddress(account: account.name, mailbox: mailbox)
        var row = AuditRow(address, nil)
        do {
            let status = try await session.select(mailbox, readOnly: true)
            let uids = try await session.searchUIDs(limit: Int(UInt32.max))
            let books = try await journal.books().first { $0.address == address }
            row = AuditRow(address, books)
            row.messages = uids.count
            guard let books, books.uidValidity == status.uidValidity else {
                row.unseen = uids.count
                row.note =
                    books == nil
                    ? "the agent has not been here yet"
                    : "UIDVALIDITY is another than in the journal: the agent will read the mailbox again"
                return row
            }
            try await compare(uids, with: books, &row)
        } catch {
            row.problem = "cannot look: \(error)"
        }
        return row
    }

    private func compare(_ uids: [UID], with books: MailboxBooks, _ row: inout AuditRow) async throws(JournalFault) {
        var open: [UID] = []
        for uid in uids {
            switch books.state(of: uid) {
            case .unseen: row.unseen += 1
            case .ignored: row.skipped += 1
            case nil: open.append(uid)
            }
        }
        for start in stride(from: 0, to: open.count, by: Self.page) {
            let page = Array(open[start..<min(start + Self.page, open.count)])
            let known = try await journal.states(of: page, in: books)
            row.missing += page.filter { known[$0] == nil }
        }
    }
}
