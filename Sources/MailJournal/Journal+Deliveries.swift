import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// Transaction 3: claims the most urgent due delivery or copy out of one account, together with others of its kind
    /// that one command can carry along (same source mailbox, destination, keywords and progress).
    ///
    /// The attempt is counted and written before any network is touched.
    ///
    /// - Parameters:
    ///   - newest: the newest job to look at; nil looks at all.
    ///   - limit: the most jobs to claim; 1 or more.
    public func claimDeliveries(
        from account: AccountName, upTo newest: JobID? = nil, limit: Int, now: Instant
    ) throws(JournalFault) -> [Job] {
        try write("claim deliveries from \(account)") { database in
            guard limit > 0,
                let first = try Row.fetchOne(
                    database.cachedStatement(sql: "\(Self.dueDelivery) ORDER BY job.rank, job.id LIMIT 1"),
                    arguments: [account.rawValue, now.milliseconds, newest?.value ?? .max])
            else { return [] }
            let head = try Self.delivery(first)
            guard let work = head.work.delivery else { return [] }
            var jobs = [head]
            if work.staysInAccount, limit > 1 {
                let rows = try Row.fetchCursor(
                    database.cachedStatement(
                        sql: """
                            \(Self.dueDelivery) AND job.rank <= ? AND job.kind = ? AND arrival.mailbox_id = ?
                            AND job.destination_account = ? AND job.destination_mailbox = ? AND job.keywords = ? AND job.progress IS ? AND job.id <> ?
                            AND \(Self.sourceValidity) = ?
                            ORDER BY job.rank, job.id LIMIT ?
                            """),
                    arguments: [
                        account.rawValue, now.milliseconds, newest?.value ?? .max,
                        try Self.searchEnd(lane: account.rawValue, database), head.work.kind.rawValue,
                        first["mailbox_id"] as Int64, work.destination.account.rawValue,
                        work.destination.mailbox.rawValue,
                        Self.text(work.keywords), first["progress"] as String?, head.id.value,
                        first["uidvalidity"] as Int64, limit - 1,
                    ])
                while let row = try rows.next() { jobs.append(try Self.delivery(row)) }
            }
            try claim(jobs.map(\.id), now: now, database)
            return jobs
        }
    }

    /// The rank up to which open jobs of a lane are looked at for one claim.
    private static func searchEnd(lane: String, _ database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT job.rank FROM job WHERE job.lane = ? AND \(isOpen) ORDER BY job.rank, job.id
                    LIMIT 1 OFFSET \(Limits.claimSearch)
                    """), arguments: [lane]) ?? .max
    }

    /// The newest job there is; nil while there is none.
    public func newestJob() throws(JournalFault) -> JobID? {
        try read("newest job") {
            try Int64.fetchOne($0.cachedStatement(sql: "SELECT max(id) FROM job")).map(JobID.init)
        }
    }

    /// When the next delivery or copy out of an account falls due, of those up to `newest`; nil when none waits.
    public func nextDelivery(
        from account: AccountName, upTo newest: JobID? = nil
    ) throws(JournalFault) -> Instant? {
        try read("next delivery") { try Self.nextDue(lane: account.rawValue, upTo: newest, $0) }
    }

    static func nextDue(lane: String, upTo newest: JobID? = nil, _ database: Database) throws -> Instant? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT min(job.due) FROM job WHERE job.lane = ? AND \(isOpen) AND job.id <= ?"),
            arguments: [lane, newest?.value ?? .max]
        ).map(Instant.init(milliseconds:))
    }

    /// Whether a message is what a delivery or copy that is done has made.
    static func isDelivered(_ copy: Location, _ database: Database) throws -> Bool {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT 1 FROM job WHERE destination_account = ? AND destination_mailbox = ?
                    AND delivered_uid = ? AND delivered_uidvalidity = ? LIMIT 1
                    """),
            arguments: [
                copy.mailbox.account.rawValue, copy.mailbox.mailbox.rawValue, Int64(copy.uid.value),
                Int64(copy.uidValidity.value),
            ]) != nil
    }

    /// Writes down how far deliveries have come, before the step that cannot be taken back.
    ///
    /// Refused when one of the jobs is not claimed: whoever asks does not hold it, and must not take the step. Refused too when
    /// the copy it names is another message's.
    public func note(_ progress: DeliveryProgress, of jobs: [JobID]) throws(JournalFault) {
        try write("note progress") { database in
            for job in jobs { try Self.requireOwn(progress, of: job, database) }
            let encoder = JSONEncoder()
            // One spelling for one value: claims compare it.
            encoder.outputFormatting = .sortedKeys
            let text = String(decoding: try encoder.encode(progress), as: UTF8.self)
            try database.cachedStatement(
                sql: """
                    UPDATE job SET progress = ? WHERE id IN (SELECT value FROM json_each(?)) AND state = 'claimed'
                    """
            ).execute(arguments: [text, Self.list(jobs.map(\.value))])
            guard database.changesCount == Set(jobs).count else { throw Self.unclaimed(jobs.first) }
        }
    }

    /// The UIDVALIDITY under which the source of a delivery has its UID: that of its arrival, until it was followed.
    static let sourceValidity =
        "CASE WHEN arrival.followed_uid IS NULL THEN mailbox.uidvalidity ELSE arrival.followed_uidvalidity END"

    private static let dueDelivery = """
        SELECT job.id, job.arrival_id, job.kind, job.priority, job.attempt, job.department, job.destination_account,
            job.destination_mailbox, job.keywords, job.progress, job.simulated, arrival.mailbox_id, arrival.digest, arrival.size,
            coalesce(arrival.followed_uid, arrival.uid) AS uid, mailbox.account, mailbox.name,
            \(sourceValidity) AS uidvalidity
        FROM job CROSS JOIN arrival ON arrival.id = job.arrival_id JOIN mailbox ON mailbox.id = arrival.mailbox_id
        WHERE job.lane = ? AND \(isOpen) AND job.due <= ? AND job.id <= ?
        """

    private static func delivery(_ row: Row) throws -> Job {
        guard let uid = UID(row["uid"] as Int64), let account: String = row["destination_account"],
            let mailbox: String = row["destination_mailbox"],
            let priority = Priority(rawValue: Int(row["priority"] as Int64))
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "job \(row["id"] as Int64) is incomplete") }
        let keywords: String = row["keywords"] ?? ""
        let progress: String? = row["progress"]
        let delivery = Delivery(
            source: Location(
                mailbox: MailboxAddress(
                    account: AccountName(row["account"] as String), mailbox: MailboxName(row["name"] as String)),
                uidValidity: UIDValidity(UInt32(truncatingIfNeeded: row["uidvalidity"] as Int64)), uid: uid),
            destination: MailboxAddress(account: AccountName(account), mailbox: MailboxName(mailbox)),
            department: DepartmentName(row["department"] as String),
            fingerprint: Fingerprint(digest: row["digest"], size: UInt32(truncatingIfNeeded: row["size"] as Int64)),
            keywords: keywords.split(separator: " ").map { Keyword(String($0)) },
            progress: try progress.map { try JSONDecoder().decode(DeliveryProgress.self, from: Data($0.utf8)) }
                ?? .untouched)
        return Job(
            id: JobID(row["id"]), arrival: ArrivalID(row["arrival_id"]),
            work: row["kind"] == JobKind.copy.rawValue ? .copy(delivery) : .deliver(delivery), priority: priority,
            attempt: Int(row["attempt"] as Int64) + 1, isSimulated: row["simulated"])
    }
}
