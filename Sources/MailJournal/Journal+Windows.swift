import GRDB
import MailRouting

/// The windows of recipients: what the verdict of `AcknowledgementWindows` is made of, read in the transaction that
/// acts on it.
extension Journal {
    /// Why no acknowledgement is queued; nil when one may be.
    ///
    /// What is queued and not sent counts as sent now. So whenever it is sent, no window holds too many: of any that are
    /// sent within a day, all others counted when the last of them was queued.
    func queueRefusal(
        _ candidate: AcknowledgementCandidate, _ thread: [MessageID], _ windows: AcknowledgementWindows, now: Instant,
        _ database: Database
    ) throws -> Refusal? {
        try Self.setBackWithTheClock(now: now, database)
        if case .open(let cause, _) = try weighStorm(now: now, database) {
            return Refusal(.storm, "\(cause)", source: "the storm breaker")
        }
        var history = try Self.history(
            of: candidate, windows.limits, counting: "window_at > ? AND id <> ?", now: now, database)
        history.isThreadAcknowledged = try Self.isAcknowledged(thread, database)
        return windows.verdict(on: candidate, history, now: now).refusal
    }

    /// What becomes of a claimed-to-be job that may not be sent now; nil when it may.
    ///
    /// It was allowed when it was queued. Since then an acknowledgement may have bounced, limits may have been lowered,
    /// the clock set back, a person may have released what was held, or all were stopped for too long.
    func closing(
        _ job: Job, _ windows: AcknowledgementWindows, now: Instant, _ database: Database
    ) throws -> AcknowledgementClaim? {
        guard case .acknowledge(let acknowledgement) = job.work else { return nil }
        try Self.setBackWithTheClock(now: now, database)
        if let stale = windows.staleness(arrivedAt: acknowledgement.arrivedAt, now: now) {
            return try Self.drop(job, stale, now: now, database)
        }
        let keys = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT subject_key, sender_key, domain_key FROM job WHERE id = ?"),
            arguments: [job.id.value])
        let identity = (keys?["sender_key"] as String?).flatMap { sender in
            (keys?["domain_key"] as String?).map { SenderIdentity(sender: sender, domain: $0) }
        }
        let candidate = AcknowledgementCandidate(
            recipient: acknowledgement.recipient, department: acknowledgement.department,
            subject: keys?["subject_key"] ?? "", identity: identity)
        // Others that wait count only once they are on their way: two must not keep each other waiting.
        let history = try Self.history(
            of: candidate, windows.limits,
            counting: """
                window_at > ? AND id <> ? AND (window_at < \(Int64.max) OR state IN ('claimed', 'uncertain'))
                """, besides: job.id, now: now, database)
        switch windows.verdict(on: candidate, history, now: now) {
        case .open: return nil
        case .closed(let refusal): return try Self.drop(job, refusal, now: now, database)
        case .full(let refusal, let until):
            if windows.staleness(arrivedAt: acknowledgement.arrivedAt, now: until) != nil {
                return try Self.drop(job, refusal, now: now, database)
            }
            try database.cachedStatement(sql: "UPDATE job SET due = ?, detail = ? WHERE id = ?").execute(
                arguments: [until.milliseconds, refusal.description, job.id.value])
            return .closed(job, refusal, until: until)
        }
    }

    private static func drop(
        _ job: Job, _ refusal: Refusal, now: Instant, _ database: Database
    ) throws -> AcknowledgementClaim {
        let record = JobRecord(.done(.dropped(refusal.description)))
        try database.cachedStatement(sql: "UPDATE job SET state = ?, detail = ?, settled_at = ? WHERE id = ?").execute(
            arguments: [record.name, record.detail, now.milliseconds, job.id.value])
        return .closed(job, refusal, until: nil)
    }

    private static func history(
        of candidate: AcknowledgementCandidate, _ limits: AcknowledgementLimits, counting condition: String,
        besides job: JobID = JobID(0), now: Instant, _ database: Database
    ) throws -> AcknowledgementHistory {
        let identity = candidate.identity
        let start = (now - AcknowledgementLimits.width).milliseconds
        let sender = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT window_at, department, subject_key FROM job WHERE sender_key = ? AND \(condition)"),
            arguments: [identity.sender, start, job.value]
        ).map { row in
            AcknowledgementHistory.Entry(
                at: Instant(milliseconds: row["window_at"]), department: DepartmentName(row["department"] as String),
                subject: row["subject_key"] ?? "")
        }
        // As many as the cap tell whether it is reached.
        let domain = try Int64.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT window_at FROM job WHERE domain_key = ? AND \(condition) ORDER BY window_at DESC LIMIT ?
                    """), arguments: [identity.domain, start, job.value, limits.cap(for: identity)])
        let bounced = try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT max(at) FROM response WHERE address_key = ? AND kind = 'permanent-failure'"),
            arguments: [candidate.recipient.key])
        return AcknowledgementHistory(
            bouncedAt: bounced.map(Instant.init(milliseconds:)), sender: sender,
            domain: domain.map(Instant.init(milliseconds:)))
    }

    // MARK: Threads

    private static func isAcknowledged(_ thread: [MessageID], _ database: Database) throws -> Bool {
        guard !thread.isEmpty else { return false }
        return try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT 1 FROM thread JOIN job ON job.id = thread.job_id
                    WHERE thread.identifier IN (SELECT value FROM json_each(?)) AND job.window_at IS NOT NULL LIMIT 1
                    """), arguments: [try json(thread.map(\.rawValue))]) != nil
    }

    static func insertThread(of planned: PlannedAcknowledgement, job: Int64, _ database: Database) throws {
        let insert = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO thread (identifier, job_id) VALUES (?, ?)")
        for id in planned.thread + [planned.messageID] { try insert.execute(arguments: [id.rawValue, job]) }
    }

    // MARK: Instants

    /// It was accepted, or may have been: from here on it counts from this instant.
    static func noteSending(of job: JobID, now: Instant, _ database: Database) throws {
        try database.cachedStatement(sql: "UPDATE job SET sent_at = ? WHERE id = ?").execute(
            arguments: [now.milliseconds, job.value])
    }

    /// An instant after now means that the wall clock was set back. It counts as now, once: were it left as it is, it
    /// would count as now until the clock has caught up.
    static func setBackWithTheClock(now: Instant, _ database: Database) throws {
        for sql in [
            "UPDATE job SET sent_at = ?1 WHERE sent_at > ?1", "UPDATE response SET at = ?1 WHERE at > ?1",
            "UPDATE breaker SET at = ?1 WHERE at > ?1",
        ] { try database.cachedStatement(sql: sql).execute(arguments: [now.milliseconds]) }
    }
}

extension JobState {
    /// The host has it, or may have it.
    var mayHaveBeenSent: Bool {
        switch self {
        case .done(.accepted), .uncertain, .held(.uncertain): true
        case .done, .held, .pending, .claimed, .retry, .failed: false
        }
    }
}
