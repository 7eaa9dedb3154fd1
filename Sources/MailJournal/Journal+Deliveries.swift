import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// Transaction 3: claims the most urgent due delivery out of one account, together with others that one command
    /// can carry along (same source mailbox, same destination, neither keywords nor progress of their own).
    ///
    /// The attempt is counted and written before any network is touched.
    public func claimDeliveries(from account: AccountName, limit: Int, now: Instant) throws(JournalFault) -> [Job] {
        try write("claim deliveries from \(account)") { database in
            guard
                let first = try Row.fetchOne(
                    database.cachedStatement(
                        sql: Self.delivery + """
                             WHERE job.kind = 'delivery' AND job.lane = ? AND job.due <= ?
                             AND job.state IN ('pending', 'retry', 'uncertain')
                             ORDER BY job.priority * ? + (? - job.created_at) DESC, job.id LIMIT 1
                            """),
                    arguments: [
                        account.rawValue, now.milliseconds, Limits.ageingPerClass.milliseconds, now.milliseconds,
                    ])
            else { return [] }
            let head = try Self.delivery(first)
            guard case .deliver(let work) = head.work else { return [] }
            var jobs = [head]
            if work.staysInAccount, limit > 1 {
                let rows = try Row.fetchAll(
                    database.cachedStatement(
                        sql: Self.delivery + """
                             WHERE job.kind = 'delivery' AND job.lane = ? AND job.due <= ?
                             AND job.state IN ('pending', 'retry', 'uncertain') AND arrival.mailbox_id = ?
                             AND job.destination_account = ? AND job.destination_mailbox = ? AND job.keywords = ?
                             AND job.progress IS ? AND job.id <> ?
                             ORDER BY job.priority DESC, job.id LIMIT ?
                            """),
                    arguments: [
                        account.rawValue, now.milliseconds, first["mailbox_id"] as Int64,
                        work.destination.account.rawValue, work.destination.mailbox.rawValue,
                        Self.text(work.keywords), first["progress"] as String?, head.id.value, limit - 1,
                    ])
                jobs += try rows.map(Self.delivery)
            }
            let claim = try database.cachedStatement(
                sql: "UPDATE job SET state = 'claimed', attempt = attempt + 1, due = ? WHERE id = ?")
            for job in jobs {
                try claim.execute(arguments: [(now + Limits.claimTimeout).milliseconds, job.id.value])
            }
            return jobs
        }
    }

    /// Writes down how far deliveries have come, before the step that cannot be taken back.
    public func note(_ progress: DeliveryProgress, of jobs: [JobID]) throws(JournalFault) {
        try write("note progress") { database in
            let text = try Self.json(progress)
            let update = try database.cachedStatement(sql: "UPDATE job SET progress = ? WHERE id = ?")
            for job in jobs { try update.execute(arguments: [text, job.value]) }
        }
    }

    private static let delivery = """
        SELECT job.*, arrival.mailbox_id, arrival.uid, arrival.digest, arrival.size, mailbox.account, mailbox.name,
            mailbox.uidvalidity
        FROM job JOIN arrival ON arrival.id = job.arrival_id JOIN mailbox ON mailbox.id = arrival.mailbox_id
        """

    private static func delivery(_ row: Row) throws -> Job {
        guard let uid = UID(row["uid"] as Int64), let account: String = row["destination_account"],
            let mailbox: String = row["destination_mailbox"],
            let priority = Priority(rawValue: Int(row["priority"] as Int64))
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "job \(row["id"] as Int64) is incomplete") }
        let keywords: String = row["keywords"] ?? ""
        let progress: String? = row["progress"]
        return Job(
            id: JobID(row["id"]), arrival: ArrivalID(row["arrival_id"]),
            work: .deliver(
                Delivery(
                    source: Location(
                        mailbox: MailboxAddress(
                            account: AccountName(row["account"] as String), mailbox: MailboxName(row["name"] as String)),
                        uidValidity: UIDValidity(UInt32(truncatingIfNeeded: row["uidvalidity"] as Int64)), uid: uid),
                    destination: MailboxAddress(account: AccountName(account), mailbox: MailboxName(mailbox)),
                    department: DepartmentName(row["department"] as String),
                    fingerprint: Fingerprint(
                        digest: row["digest"], size: UInt32(truncatingIfNeeded: row["size"] as Int64)),
                    keywords: keywords.split(separator: " ").map { Keyword(String($0)) },
                    progress: try progress.map { try value(DeliveryProgress.self, json: $0) } ?? .untouched)),
            priority: priority, attempt: Int(row["attempt"] as Int64) + 1)
    }
}
