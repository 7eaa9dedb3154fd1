import GRDB
import MailJournal
import MailRouting

/// Looks into the journal's file with own eyes, from the thread that drives the world.
extension Journal {
    /// Folds the write-ahead log into the file.
    nonisolated func fold() throws {
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Every UID of the accounts' watched mailboxes was looked at, nothing waits to be decided, and no job is open.
    nonisolated func isQuiet(
        _ accounts: [Account], _ mailboxes: [MailboxAddress: PretendServer.Mailbox]
    ) throws -> Bool {
        try database.unsafeRead { database in
            // In this order: what the watermark has passed is seen as an arrival.
            let marks = try Row.fetchAll(
                database.cachedStatement(sql: "SELECT account, name, uidvalidity, watermark FROM mailbox"))
            let isOpen = try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM arrival WHERE state = 'recorded')
                        OR EXISTS (SELECT 1 FROM job WHERE state IN ('pending', 'claimed', 'retry', 'uncertain'))
                        """))
            guard isOpen == false else { return false }
            return accounts.allSatisfy { account in
                account.watch.allSatisfy { name in
                    guard let mailbox = mailboxes[MailboxAddress(account: account.name, mailbox: name)] else {
                        return true
                    }
                    return marks.contains { row in
                        row["account"] == account.name.rawValue && row["name"] == name.rawValue
                            && row["uidvalidity"] == Int64(mailbox.uidValidity.value)
                            && (row["watermark"] as Int64) + 1 >= Int64(mailbox.uidNext.value)
                    }
                }
            }
        }
    }

    /// Of one mailbox: the state in which each UID is accounted for.
    nonisolated func states(
        of mailbox: MailboxAddress, _ uidValidity: UIDValidity
    ) throws -> (states: [UInt32: String], firstUIDNext: UInt32?) {
        try database.read { database in
            let arguments: StatementArguments = [
                mailbox.account.rawValue, mailbox.mailbox.rawValue, Int64(uidValidity.value),
            ]
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT arrival.uid, arrival.state FROM arrival JOIN mailbox ON mailbox.id = arrival.mailbox_id
                    WHERE account = ? AND name = ? AND uidvalidity = ?
                    """, arguments: arguments)
            let first = try UInt32.fetchOne(
                database, sql: "SELECT first_uidnext FROM mailbox WHERE account = ? AND name = ? AND uidvalidity = ?",
                arguments: arguments)
            return (Dictionary(uniqueKeysWithValues: rows.map { ($0["uid"], $0["state"]) }), first)
        }
    }

    /// How many messages with these octets wait for a person, or have a copy that could not be made.
    nonisolated func left(_ fingerprint: Fingerprint) throws -> Int {
        try database.read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM arrival LEFT JOIN job ON job.arrival_id = arrival.id
                    WHERE digest = ? AND size = ? AND (arrival.state = 'held'
                        OR job.kind != 'acknowledgement' AND job.state IN ('held', 'failed', 'dropped'))
                    """, arguments: [fingerprint.digest, Int64(fingerprint.size)]) ?? 0
        }
    }
}
