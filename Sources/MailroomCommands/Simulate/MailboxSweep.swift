import MailRouting
import MailTransport

/// What was found in one mailbox, and what became of it.
struct SweptMailbox: Sendable {
    let address: MailboxAddress
    /// Messages that bear a mark.
    var found = 0
    /// Those with a seal of ours, which were removed, or would be.
    var removed = 0
    /// Those of somebody else, left alone.
    var unsealed = 0
    var problem: String?

    func text(isDryRun: Bool) -> String {
        let word = isDryRun ? "to be removed" : "removed"
        return "\(address)  \(removed) \(word)" + (unsealed > 0 ? ", \(unsealed) not ours left alone" : "")
            + (problem.map { "; \($0)" } ?? "")
    }

    var json: JSONLine {
        var line = JSONLine()
        line.add("account", address.account.rawValue)
        line.add("mailbox", address.mailbox.rawValue)
        line.add("found", found)
        line.add("removed", removed)
        line.add("unsealed", unsealed)
        line.add("problem", problem)
        return line
    }
}

/// Looks through mailboxes of one account for sealed messages and removes exactly those, on a connection of its own.
struct MailboxSweep: Sendable {
    let account: Account
    let mailboxes: [MailboxName]
    let key: SimulationKey
    /// Nil for every simulated week.
    let simulation: SimulationID?
    let isDryRun: Bool
    let pool: WorkerPool
    let authenticator: Authenticator

    /// A person waits; but a large mailbox may take a server a while to search.
    private static let times = IMAPTimes(connect: .seconds(15), command: .seconds(120), logout: .seconds(2))
    /// Headers held at a time: what is removed is removed before the next are read.
    private static let batch = 100

    func rows() async -> [SweptMailbox] {
        guard !mailboxes.isEmpty else { return [] }
        let session: IMAPSession
        do {
            let authentication = try await authenticator.authentication(for: account.server)
            let credentials = try StreamCredentials.trusting(caFile: account.server.caFile)
            session = try await IMAPSession.connect(
                to: account.server, as: authentication, trusting: credentials, on: pool, times: Self.times)
        } catch {
            return mailboxes.map { mailbox in
                var row = SweptMailbox(address: MailboxAddress(account: account.name, mailbox: mailbox))
                row.problem = "cannot look: \(error)"
                return row
            }
        }
        var rows: [SweptMailbox] = []
        for mailbox in mailboxes { rows.append(await sweep(mailbox, session)) }
        await session.logout()
        return rows
    }

    private func sweep(_ mailbox: MailboxName, _ session: IMAPSession) async -> SweptMailbox {
        var row = SweptMailbox(address: MailboxAddress(account: account.name, mailbox: mailbox))
        do {
            // A department's mailbox may not be there before the first message came.
            guard try await session.list(mailbox.rawValue).contains(where: { $0.name == mailbox && $0.isSelectable })
            else { return row }
            try await session.select(mailbox, readOnly: isDryRun)
            // The server only narrows it down: the seal decides.
            let uids = try await session.searchUIDs(headerField: SimulationField.name, value: "")
            for start in stride(from: 0, to: uids.count, by: Self.batch) {
                try await remove(Array(uids[start..<min(start + Self.batch, uids.count)]), session, &row)
            }
        } catch {
            row.problem = "cannot \(isDryRun ? "look" : "remove"): \(error)"
        }
        return row
    }

    private func remove(
        _ uids: [UID], _ session: IMAPSession, _ row: inout SweptMailbox
    ) async throws(IMAPFault) {
        var sealed: [UID] = []
        for message in try await session.fetchHeaders(of: uids) {
            let parsed = MessageParser.parse(header: message.header, textPreview: nil, size: Int(message.size))
            row.found += 1
            guard let found = key.simulation(of: parsed) else {
                row.unsealed += 1
                continue
            }
            if simulation == nil || found == simulation { sealed.append(message.uid) }
        }
        if !isDryRun, !sealed.isEmpty { try await session.remove(sealed) }
        row.removed += sealed.count
    }
}
