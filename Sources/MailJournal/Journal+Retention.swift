import GRDB
public import MailRouting

extension Journal {
    /// Lets go of one kind of record of what is settled and was recorded before an instant. The row that accounts for the UID
    /// stays, because a forgotten UID would be an unaccounted one; and so does the key of an acknowledgement, a digest,
    /// because it is the promise of at most one.
    ///
    /// At most `Limits.purgeBatch` arrivals at once, the oldest first, so that nobody waits for a year of mail.
    ///
    /// - Returns: how many arrivals were stripped of it; 0 when none is left.
    public func purge(_ kind: Retention.Kind, settledBefore: Instant) throws(JournalFault) -> Int {
        try write("purge") { database in
            // Whoever has none of them was stripped before; whoever needs no jobs was accounted for when it was recorded.
            let holders =
                switch kind {
                case .headers: "SELECT arrival_id FROM header"
                case .decisions: "SELECT arrival_id FROM decision"
                case .recipients:
                    """
                    SELECT arrival_id FROM job WHERE recipient_key IS NOT NULL
                    UNION SELECT job.arrival_id FROM attempt CROSS JOIN job ON job.id = attempt.job_id
                    """
                }
            let old = try Int64.fetchAll(
                database,
                sql: """
                    SELECT holder.arrival_id FROM (\(holders)) AS holder CROSS JOIN arrival ON arrival.id = holder.arrival_id
                    WHERE arrival.recorded_at < ?1 AND arrival.state IN ('routed', 'kept', 'vanished', 'observed', 'returned')
                    AND NOT EXISTS (SELECT 1 FROM job WHERE job.arrival_id = arrival.id
                        AND (job.state NOT IN ('done', 'dropped', 'failed') OR job.settled_at >= ?1))
                    ORDER BY holder.arrival_id LIMIT ?2
                    """, arguments: [settledBefore.milliseconds, Limits.purgeBatch])
            if old.isEmpty { return 0 }
            try Self.strip(old, of: kind, database)
            return old.count
        }
    }

    /// Takes one kind of record from settled arrivals.
    static func strip(_ arrivals: [Int64], of kind: Retention.Kind, _ database: Database) throws {
        let list = Self.list(arrivals)
        let jobs = "(SELECT id FROM job WHERE arrival_id IN (SELECT value FROM json_each(?1)))"
        let statements =
            switch kind {
            case .headers:
                [
                    "UPDATE decision SET attachments = NULL WHERE arrival_id IN (SELECT value FROM json_each(?1))",
                    "DELETE FROM walk WHERE arrival_id IN (SELECT value FROM json_each(?1))",
                    "DELETE FROM header WHERE arrival_id IN (SELECT value FROM json_each(?1))",
                ]
            case .decisions: ["DELETE FROM decision WHERE arrival_id IN (SELECT value FROM json_each(?1))"]
            case .recipients:
                [
                    "DELETE FROM attempt WHERE job_id IN \(jobs)",
                    """
                    UPDATE job SET recipient_name = NULL, recipient_local = NULL, recipient_domain = NULL,
                        recipient_key = NULL, sender_key = NULL, domain_key = NULL, subject_key = NULL, detail = NULL
                    WHERE arrival_id IN (SELECT value FROM json_each(?1))
                    """,
                    "DELETE FROM thread WHERE job_id IN \(jobs)",
                    "DELETE FROM response WHERE arrival_id IN (SELECT value FROM json_each(?1))",
                    "DELETE FROM response WHERE job_id IN \(jobs)",
                ]
            }
        for sql in statements { try database.execute(sql: sql, arguments: [list]) }
    }
}
