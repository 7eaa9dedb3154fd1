import GRDB
public import MailRouting

/// One job as a person sees it in the queue.
public struct QueuedJob: Sendable, Equatable {
    public let id: JobID
    public let kind: JobKind
    public let state: JobStateName
    public let priority: Priority
    public let department: DepartmentName
    /// The message it is about.
    public let arrival: ArrivalID
    public let createdAt: Instant
    /// When it may be tried next, if it can be; not after now is at once.
    public let due: Instant?
    /// Attempts that count.
    public let attempts: Int
    /// The last fault, hold reason or reply.
    public let detail: String?
    /// The submission host of the last attempt.
    public let host: SubmissionHostName?
    /// Of an acknowledgement.
    public let template: TemplateName?
    public let recipient: String?
    public let messageID: MessageID?
    /// Of a delivery or copy.
    public let destination: MailboxAddress?
    /// It is about simulated mail.
    public let isSimulated: Bool
}

/// One try of a job.
public struct JobAttempt: Sendable, Equatable {
    public let number: Int
    public let endedAt: Instant
    /// The state it led to, `throttled` or `rescued`.
    public let outcome: String
    public let host: SubmissionHostName?
    public let detail: String?
}

extension Journal {
    /// Jobs in the order they are taken in: what is open, claimed, waiting, held or has failed; what is done only when asked for.
    ///
    /// - Parameters:
    ///   - kinds: which kinds to list.
    ///   - states: which states to list.
    ///   - limit: the most to list.
    ///   - onlyReal: leaves out what is about simulated mail: nobody is called at night for a rehearsal.
    public func queue(
        of kinds: [JobKind], in states: [JobStateName], limit: Int, onlyReal: Bool = false
    ) throws(JournalFault) -> [QueuedJob] {
        try read("list the queue") { database in
            try Row.fetchAll(
                database,
                sql: """
                    \(Self.queuedColumns) WHERE kind IN (SELECT value FROM json_each(?))
                    AND state IN (SELECT value FROM json_each(?)) AND simulated <= ? ORDER BY rank, id LIMIT ?
                    """,
                arguments: [
                    try Self.json(kinds.map(\.rawValue)), try Self.json(states.map(\.rawValue)), !onlyReal, limit,
                ]
            ).map(Self.queued)
        }
    }

    /// One job with every try of it, in order; nil when there is none of that number.
    public func queued(_ id: JobID) throws(JournalFault) -> (job: QueuedJob, attempts: [JobAttempt])? {
        try read("look up a job") { database in
            let row = try Row.fetchOne(database, sql: "\(Self.queuedColumns) WHERE id = ?", arguments: [id.value])
            guard let row else { return nil }
            let attempts = try Row.fetchAll(
                database,
                sql: "SELECT number, ended_at, outcome, host, detail FROM attempt WHERE job_id = ? ORDER BY number",
                arguments: [id.value])
            return (
                try Self.queued(row),
                attempts.map { row in
                    JobAttempt(
                        number: row["number"], endedAt: Instant(milliseconds: row["ended_at"]),
                        outcome: row["outcome"], host: (row["host"] as String?).map { SubmissionHostName($0) },
                        detail: row["detail"])
                }
            )
        }
    }

    /// Does what a person asks of one job, in one short transaction: an agent may be at work on others.
    ///
    /// - Returns: what became of it; nil when there is no such job.
    public func request(
        _ request: JobRequest, for id: JobID, now: Instant
    ) throws(JournalFault) -> JobRequest.Answer? {
        try write("\(request.rawValue) job \(id)") { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT kind, state, recipient_local, arrival_id FROM job WHERE id = ?",
                arguments: [id.value])
            guard let row else { return nil }
            guard let kind = JobKind(rawValue: row["kind"]), let state = JobStateName(rawValue: row["state"]) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "job \(id) is in no known state")
            }
            var answer = request.answer(to: kind, in: state)
            // The retention has taken the recipient away.
            if answer == .requeued, kind == .acknowledgement, (row["recipient_local"] as String?) == nil {
                answer = .refused(.forgotten)
            }
            switch answer {
            case .unchanged, .refused: break
            case .requeued:
                // What is uncertain stays so: it is for its own host only, and for the last time.
                try database.execute(
                    sql: """
                        UPDATE job SET state = iif(state = 'uncertain', state, 'pending'), due = 0, attempt = 0,
                            requeued_at = ?, settled_at = NULL, detail = NULL WHERE id = ?
                        """, arguments: [now.milliseconds, id.value])
            case .held:
                try database.execute(
                    sql: "UPDATE job SET state = 'held', detail = 'held by a person' WHERE id = ?",
                    arguments: [id.value])
            case .released:
                try database.execute(
                    sql: """
                        UPDATE job SET detail = NULL, due = 0, requeued_at = ?, state = iif(depends_on IN
                            (SELECT id FROM job WHERE state <> 'done'), 'waiting', 'pending') WHERE id = ?
                        """, arguments: [now.milliseconds, id.value])
            case .dropped:
                try database.execute(
                    sql:
                        "UPDATE job SET state = 'dropped', detail = 'dropped by a person', settled_at = ? WHERE id = ?",
                    arguments: [now.milliseconds, id.value])
            }
            if kind == .delivery, answer == .requeued || answer == .released {
                try database.execute(
                    sql: "UPDATE arrival SET state = ? WHERE id = ?",
                    arguments: [ArrivalState.routing.rawValue, row["arrival_id"] as Int64])
            }
            return answer
        }
    }

    static let queuedColumns = """
        SELECT id, arrival_id, kind, state, priority, department, created_at, due, attempt, host, template,
            recipient_local, recipient_domain, message_id, destination_account, destination_mailbox, simulated,
            coalesce(detail, (SELECT detail FROM attempt WHERE job_id = job.id ORDER BY number DESC LIMIT 1)) AS detail
        FROM job
        """

    static func queued(_ row: Row) throws -> QueuedJob {
        guard let kind = JobKind(rawValue: row["kind"]), let state = JobStateName(rawValue: row["state"]),
            let priority = Priority(rawValue: Int(row["priority"] as Int64))
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "job \(row["id"] as Int64) is incomplete") }
        let isOpen = state == .pending || state == .retry || state == .uncertain
        let recipient = (row["recipient_local"] as String?).flatMap { local in
            (row["recipient_domain"] as String?).map { Address(localPart: local, domain: $0).spec }
        }
        let destination = (row["destination_account"] as String?).flatMap { account in
            (row["destination_mailbox"] as String?).map {
                MailboxAddress(account: AccountName(account), mailbox: MailboxName($0))
            }
        }
        return QueuedJob(
            id: JobID(row["id"]), kind: kind, state: state, priority: priority,
            department: DepartmentName(row["department"] as String), arrival: ArrivalID(row["arrival_id"]),
            createdAt: Instant(milliseconds: row["created_at"]),
            due: isOpen ? Instant(milliseconds: row["due"]) : nil, attempts: Int(row["attempt"] as Int64),
            detail: row["detail"], host: (row["host"] as String?).map { SubmissionHostName($0) },
            template: (row["template"] as String?).map { TemplateName($0) }, recipient: recipient,
            messageID: (row["message_id"] as String?).map { MessageID($0) }, destination: destination,
            isSimulated: row["simulated"])
    }
}
