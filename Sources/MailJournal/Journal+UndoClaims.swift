import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// Transaction 3 for undos: claims the oldest due one, with others that one command can bring back along with it (same
    /// mailboxes and keywords, inside one account, without further copies).
    ///
    /// - Parameter limit: the most jobs to claim; 1 or more.
    public func claimUndos(limit: Int, now: Instant) throws(JournalFault) -> [Job] {
        try write("claim undos") { database in
            guard limit > 0,
                let first = try Row.fetchOne(
                    database.cachedStatement(sql: "\(Self.dueUndo) ORDER BY job.rank, job.id LIMIT 1"),
                    arguments: [Self.undoLane, now.milliseconds])
            else { return [] }
            var jobs = [try Self.undo(first, database)]
            if case .undo(let head) = jobs[0].work, head.staysInAccount, head.copies.isEmpty, head.delivered != nil {
                let rows = try Row.fetchAll(
                    database.cachedStatement(
                        sql: """
                            \(Self.dueUndo) AND arrival.mailbox_id = ? AND delivery.destination_account = ?
                            AND delivery.destination_mailbox = ? AND delivery.delivered_uidvalidity = ?
                            AND delivery.keywords = ? AND job.progress IS ? AND job.id <> ?
                            AND NOT EXISTS (SELECT 1 FROM job AS copy
                                WHERE copy.arrival_id = job.arrival_id AND copy.kind = 'copy')
                            ORDER BY job.rank, job.id LIMIT ?
                            """),
                    arguments: [
                        Self.undoLane, now.milliseconds, first["mailbox_id"] as Int64,
                        head.destination.account.rawValue, head.destination.mailbox.rawValue,
                        head.delivered.map { Int64($0.uidValidity.value) }, first["keywords"] as String?,
                        first["progress"] as String?, jobs[0].id.value, limit - 1,
                    ])
                // One command removes the same keywords from all.
                jobs += try rows.map { try Self.undo($0, database) }.filter { job in
                    if case .undo(let other) = job.work { other.keywords == head.keywords } else { false }
                }
            }
            try claim(jobs.map(\.id), now: now, database)
            return jobs
        }
    }

    /// When the next undo falls due; nil when none waits.
    public func nextUndo() throws(JournalFault) -> Instant? {
        try read("next undo") { try Self.nextDue(lane: Self.undoLane, $0) }
    }

    private static let dueUndo = """
        SELECT job.id, job.arrival_id, job.priority, job.attempt, job.department, job.progress,
            delivery.destination_account, delivery.destination_mailbox, delivery.keywords,
            delivery.delivered_uidvalidity, delivery.delivered_uid, delivery.kept_mailbox, delivery.kept_uidvalidity,
            delivery.kept_uid, arrival.mailbox_id, arrival.digest, arrival.size, arrival.flags, mailbox.account,
            mailbox.name
        FROM job CROSS JOIN job AS delivery ON delivery.id = job.depends_on
            JOIN arrival ON arrival.id = job.arrival_id JOIN mailbox ON mailbox.id = arrival.mailbox_id
        WHERE job.lane = ? AND \(isOpen) AND job.due <= ?
        """

    private static func undo(_ row: Row, _ database: Database) throws -> Job {
        guard let account: String = row["destination_account"], let mailbox: String = row["destination_mailbox"],
            let priority = Priority(rawValue: Int(row["priority"] as Int64))
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "job \(row["id"] as Int64) is incomplete") }
        let destination = MailboxAddress(account: AccountName(account), mailbox: MailboxName(mailbox))
        let origin = MailboxAddress(
            account: AccountName(row["account"] as String), mailbox: MailboxName(row["name"] as String))
        let flags = (row["flags"] as String).split(separator: " ").map(String.init)
        let had = Set(flags.map { $0.lowercased() })
        let added = ((row["keywords"] as String?) ?? "").split(separator: " ").map(String.init)
        let progress: String? = row["progress"]
        let copies = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT destination_account, destination_mailbox, delivered_uidvalidity, delivered_uid FROM job
                    WHERE arrival_id = ? AND kind = 'copy' AND state = 'done' ORDER BY id
                    """), arguments: [row["arrival_id"] as Int64])
        return Job(
            id: JobID(row["id"]), arrival: ArrivalID(row["arrival_id"]),
            work: .undo(
                Undo(
                    delivered: location(destination, row["delivered_uidvalidity"], row["delivered_uid"]),
                    destination: destination, origin: origin, department: DepartmentName(row["department"] as String),
                    fingerprint: Fingerprint(
                        digest: row["digest"], size: UInt32(truncatingIfNeeded: row["size"] as Int64)),
                    flags: flags, keywords: added.filter { !had.contains($0.lowercased()) }.map { Keyword($0) },
                    kept: (row["kept_mailbox"] as String?).flatMap { name in
                        location(
                            MailboxAddress(account: origin.account, mailbox: MailboxName(name)),
                            row["kept_uidvalidity"], row["kept_uid"])
                    },
                    copies: copies.compactMap { copy in
                        let place = MailboxAddress(
                            account: AccountName(copy["destination_account"] as String),
                            mailbox: MailboxName(copy["destination_mailbox"] as String))
                        return location(place, copy["delivered_uidvalidity"], copy["delivered_uid"])
                    },
                    progress: try progress.map {
                        try JSONDecoder().decode(DeliveryProgress.self, from: Data($0.utf8))
                    } ?? .untouched)),
            priority: priority, attempt: Int(row["attempt"] as Int64) + 1)
    }

    private static func location(_ place: MailboxAddress, _ generation: Int64?, _ uid: Int64?) -> Location? {
        guard let generation, let uid = uid.flatMap({ UID($0) }) else { return nil }
        return Location(
            mailbox: place, uidValidity: UIDValidity(UInt32(truncatingIfNeeded: generation)), uid: uid)
    }
}
