import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// Where messages with these fingerprints were recorded under a UIDVALIDITY, ascending.
    ///
    /// Deliveries that follow their messages into another UIDVALIDITY ask here first: to look through the mailbox for
    /// each of them would be a walk through all of it for every message.
    ///
    /// - Parameter last: the highest UID there is.
    /// - Returns: nil when not everything up to `last` was recorded under this UIDVALIDITY, so that nobody may say
    ///   what is not there.
    public func places(
        of fingerprints: [Fingerprint], in mailbox: MailboxAddress, _ uidValidity: UIDValidity, upTo last: UID
    ) throws(JournalFault) -> [UID]? {
        try read("places in \(mailbox)") { database in
            let generation = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT id, watermark FROM mailbox WHERE account = ? AND name = ? AND uidvalidity = ?"),
                arguments: [mailbox.account.rawValue, mailbox.mailbox.rawValue, Int64(uidValidity.value)])
            guard let generation, generation["watermark"] >= Int64(last.value) else { return nil }
            let wanted = Set(fingerprints)
            return try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT uid, digest, size FROM arrival
                        WHERE digest IN (SELECT value FROM json_each(?)) AND +mailbox_id = ? ORDER BY uid
                        """),
                arguments: [try Self.json(wanted.map(\.digest)), generation["id"] as Int64]
            ).compactMap { row in
                let size = UInt32(truncatingIfNeeded: row["size"] as Int64)
                return wanted.contains(Fingerprint(digest: row["digest"], size: size)) ? UID(row["uid"] as Int64) : nil
            }
        }
    }
}
