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
            let open = """
                job.kind = 'acknowledgement' AND job.lane = '' AND job.state IN ('pending', 'retry', 'uncertain')
                AND (job.depends_on IS NULL OR
                     EXISTS (SELECT 1 FROM job AS delivery WHERE delivery.id = job.depends_on AND delivery.state = 'done'))
                """
            guard
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT job.*, arrival.header, arrival.internal_date
                            FROM job JOIN arrival ON arrival.id = job.arrival_id
                            WHERE \(open) AND job.due <= ?
                            ORDER BY job.priority * ? + (? - job.created_at) DESC, job.id LIMIT 1
                            """),
                    arguments: [now.milliseconds, Limits.ageingPerClass.milliseconds, now.milliseconds])
            else {
                let next = try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT min(job.due) FROM job WHERE \(open)"))
                return next.map { .wait(until: Instant(milliseconds: $0)) } ?? .nothing
            }
            try database.cachedStatement(sql: "DELETE FROM submission WHERE host = ? AND at < ?").execute(
                arguments: [host.rawValue, (now - Limits.submissionHistory).milliseconds])
            let sent = try Int64.fetchAll(
                database.cachedStatement(sql: "SELECT at FROM submission WHERE host = ?"), arguments: [host.rawValue])
            let earliest = limits.earliest(sent: sent.map(Instant.init(milliseconds:)), now: now)
            guard earliest <= now else { return .wait(until: earliest) }
            try database.cachedStatement(sql: "INSERT INTO submission (host, at) VALUES (?, ?)").execute(
                arguments: [host.rawValue, now.milliseconds])
            try database.cachedStatement(
                sql: "UPDATE job SET state = 'claimed', attempt = attempt + 1, due = ?, handed_over = 0 WHERE id = ?"
            ).execute(arguments: [(now + Limits.claimTimeout).milliseconds, row["id"] as Int64])
            return .job(try Self.acknowledgement(row))
        }
    }

    /// Written just before the final dot: from here on a crash leaves it unknown whether the message was accepted.
    public func noteHandover(of job: JobID) throws(JournalFault) {
        try write("note hand-over") { database in
            try database.execute(sql: "UPDATE job SET handed_over = 1 WHERE id = ?", arguments: [job.value])
        }
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
                    arrivedAt: Instant(milliseconds: row["internal_date"]))),
            priority: priority, attempt: Int(row["attempt"] as Int64) + 1)
    }
}
