import Foundation
import GRDB
public import MailRouting

/// What a claim for an acknowledgement found.
public enum AcknowledgementClaim: Sendable, Equatable {
    case job(Job)
    /// Something waits, but not before the instant: a retry, or a full rate window.
    case wait(until: Instant)
    case nothing
}

extension Journal {
    /// Transaction 3 for acknowledgements: takes a place in the host's rate windows and claims the most urgent job, both
    /// or neither.
    ///
    /// The place counts from the claim, whether or not anything is sent, so the windows hold across any crash. A job
    /// is open only when its delivery is done.
    public func claimAcknowledgement(
        on host: SubmissionHostName, limits: RateLimits, now: Instant
    ) throws(JournalFault) -> AcknowledgementClaim {
        try write("claim acknowledgement") { database in
            guard
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT job.*, arrival.header, arrival.internal_date, arrival.digest, arrival.size
                            FROM job JOIN arrival ON arrival.id = job.arrival_id
                            WHERE \(Self.open) AND job.due <= ?
                            ORDER BY job.priority * ? + (? - job.created_at) DESC, job.id LIMIT 1
                            """),
                    arguments: [now.milliseconds, Limits.ageingPerClass.milliseconds, now.milliseconds])
            else {
                let next = try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT min(job.due) FROM job WHERE \(Self.open)"))
                return next.map { .wait(until: Instant(milliseconds: $0)) } ?? .nothing
            }
            try database.cachedStatement(sql: "DELETE FROM submission WHERE host = ? AND at < ?").execute(
                arguments: [host.rawValue, (now - Limits.submissionHistory).milliseconds])
            let earliest = try Self.earliest(on: host, limits, now: now, database)
            guard earliest <= now else { return .wait(until: earliest) }
            try database.cachedStatement(sql: "INSERT INTO submission (host, at) VALUES (?, ?)").execute(
                arguments: [host.rawValue, now.milliseconds])
            try database.cachedStatement(
                sql: "UPDATE job SET state = 'claimed', attempt = attempt + 1, due = ?, handed_over = 0 WHERE id = ?"
            ).execute(arguments: [(now + Limits.claimTimeout).milliseconds, row["id"] as Int64])
            return .job(try Self.acknowledgement(row))
        }
    }

    /// When `claimAcknowledgement` can next succeed: now or earlier, or later, or nil when nothing waits.
    public func nextAcknowledgement(
        on host: SubmissionHostName, limits: RateLimits, now: Instant
    ) throws(JournalFault) -> Instant? {
        try read("next acknowledgement") { database in
            let due = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT min(job.due) FROM job WHERE \(Self.open)"))
            guard let due else { return nil }
            return max(Instant(milliseconds: due), try Self.earliest(on: host, limits, now: now, database))
        }
    }

    /// Jobs that may be claimed once due: their delivery, if they have one, is done.
    private static let open = """
        job.kind = 'acknowledgement' AND job.lane = '' AND job.state IN ('pending', 'retry', 'uncertain')
        AND (job.depends_on IS NULL OR
             EXISTS (SELECT 1 FROM job AS delivery WHERE delivery.id = job.depends_on AND delivery.state = 'done'))
        """

    private static func earliest(
        on host: SubmissionHostName, _ limits: RateLimits, now: Instant, _ database: Database
    ) throws -> Instant {
        let sent = try Int64.fetchAll(
            database.cachedStatement(sql: "SELECT at FROM submission WHERE host = ?"), arguments: [host.rawValue])
        return limits.earliest(sent: sent.map(Instant.init(milliseconds:)), now: now)
    }

    /// Written just before the message is sent: from here on a crash leaves it unknown whether it was accepted.
    ///
    /// Not isolated, and it blocks: it is called from the middle of a dialogue, on the session's own thread.
    public nonisolated func noteHandover(of job: JobID) throws(JournalFault) {
        do {
            try database.write {
                try $0.execute(sql: "UPDATE job SET handed_over = 1 WHERE id = ?", arguments: [job.value])
            }
        } catch { throw JournalFault(step: "note hand-over", path: database.path, error) }
    }

    private static func acknowledgement(_ row: Row) throws -> Job {
        guard let template: String = row["template"], let recipient: String = row["recipient"],
            let messageID: String = row["message_id"],
            let language = (row["language"] as String?).flatMap(Language.init(rawValue:)),
            let priority = Priority(rawValue: Int(row["priority"] as Int64))
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "job \(row["id"] as Int64) is incomplete") }
        return Job(
            id: JobID(row["id"]), arrival: ArrivalID(row["arrival_id"]),
            work: .acknowledge(
                Acknowledgement(
                    template: TemplateName(template), language: language,
                    department: DepartmentName(row["department"] as String),
                    recipient: try value(Address.self, json: recipient), messageID: MessageID(messageID),
                    header: (row["header"] as DatabaseBlob?)?.bytes ?? [],
                    fingerprint: Fingerprint(
                        digest: row["digest"], size: UInt32(truncatingIfNeeded: row["size"] as Int64)),
                    arrivedAt: Instant(milliseconds: row["internal_date"]))),
            priority: priority, attempt: Int(row["attempt"] as Int64) + 1)
    }
}
