import GRDB
public import MailRouting

/// What a claim for an acknowledgement found.
public enum AcknowledgementClaim: Sendable, Equatable {
    case job(Job)
    /// Something waits, but not before the instant: a retry, or a full rate window.
    case wait(until: Instant)
    /// The most urgent one may not be sent: dropped, or not before the instant. There may be others.
    case closed(Job, Refusal, until: Instant?)
    /// None may be sent.
    case stopped(StormBreaker.State)
    case nothing
}

extension Journal {
    /// Transaction 3 for acknowledgements: takes a place in the host's rate windows and claims the most urgent job, both
    /// or neither.
    ///
    /// The place is taken at the claim, whether or not anything is sent, and counts from the settling: whenever in
    /// between the host is given the message, no window that the host can choose holds more than the limit.
    public func claimAcknowledgement(
        on host: SubmissionHostName, limits: RateLimits, windows: AcknowledgementWindows = AcknowledgementWindows(),
        now: Instant
    ) throws(JournalFault) -> AcknowledgementClaim {
        try write("claim acknowledgement") { database in
            let sending = try weighStorm(now: now, database)
            guard sending.isClosed else { return .stopped(sending) }
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT job.id, job.arrival_id, job.priority, job.attempt, job.department, job.template,
                            job.language, job.recipient_name, job.recipient_local, job.recipient_domain,
                            job.message_id, header.octets, arrival.internal_date, arrival.digest, arrival.size
                        FROM job JOIN arrival ON arrival.id = job.arrival_id
                            LEFT JOIN header ON header.arrival_id = job.arrival_id
                        WHERE job.lane = '' AND \(Self.isOpen) AND job.due <= ?
                        ORDER BY job.rank, job.id LIMIT 1
                        """), arguments: [now.milliseconds])
            guard let row else {
                return try Self.nextDue(lane: "", database).map { .wait(until: $0) } ?? .nothing
            }
            let earliest = try Self.earliest(on: host, limits, now: now, database)
            guard earliest <= now else { return .wait(until: earliest) }
            let job = try Self.acknowledgement(row)
            if let closed = try closing(job, windows, now: now, database) { return closed }
            try database.cachedStatement(sql: "INSERT INTO submission (host, at, job_id) VALUES (?, ?, ?)").execute(
                arguments: [host.rawValue, now.milliseconds, job.id.value])
            try claim([job.id], now: now, database)
            return .job(job)
        }
    }

    /// When `claimAcknowledgement` can next succeed: now or earlier, or later, or nil when nothing waits.
    public func nextAcknowledgement(
        on host: SubmissionHostName, limits: RateLimits, now: Instant
    ) throws(JournalFault) -> Instant? {
        try write("next acknowledgement") { database in
            // Also when nothing waits: a stop that is over is over for what arrives next.
            let opening = try stopEnds(now: now, database)
            guard let due = try Self.nextDue(lane: "", database) else { return nil }
            return max(due, opening, try Self.earliest(on: host, limits, now: now, database))
        }
    }

    /// Those of `authors` (keys of addresses) that were sent an acknowledgement, as far back as the retention goes.
    public func acknowledged(among authors: Set<String>) throws(JournalFault) -> Set<String> {
        try read("known senders") { database in
            try String.fetchSet(
                database.cachedStatement(
                    sql: """
                        SELECT recipient_key FROM job
                        WHERE recipient_key IN (SELECT value FROM json_each(?)) AND state = 'done'
                        """), arguments: [try Self.json(authors.sorted())])
        }
    }

    private static func earliest(
        on host: SubmissionHostName, _ limits: RateLimits, now: Instant, _ database: Database
    ) throws -> Instant {
        try database.cachedStatement(sql: "DELETE FROM submission WHERE host = ? AND at < ? AND job_id IS NULL")
            .execute(
                arguments: [host.rawValue, (now - Limits.submissionHistory).milliseconds])
        // An instant after now means that the wall clock was set back. It counts as now, once: were it left as it is,
        // it would count as now for ever, until the clock has caught up.
        try database.cachedStatement(sql: "UPDATE submission SET at = ? WHERE host = ? AND at > ?").execute(
            arguments: [now.milliseconds, host.rawValue, now.milliseconds])
        // What is on its way may reach the host at any moment, so it counts as now.
        let sent = try Int64.fetchAll(
            database.cachedStatement(
                sql: "SELECT CASE WHEN job_id IS NULL THEN at ELSE ? END FROM submission WHERE host = ?"),
            arguments: [now.milliseconds, host.rawValue])
        return limits.earliest(sent: sent.map(Instant.init(milliseconds:)), now: now)
    }

    /// Written just before the message is sent: from here on a crash leaves it unknown whether it was accepted.
    ///
    /// Not isolated, and it blocks: it is called from the middle of a dialogue, on the session's own thread.
    public nonisolated func noteHandover(of job: JobID) throws(JournalFault) {
        do {
            try database.write { database in
                try database.execute(
                    sql: "UPDATE job SET handed_over = 1 WHERE id = ? AND state = 'claimed'", arguments: [job.value])
                guard database.changesCount == 1 else { throw Self.unclaimed(job) }
            }
        } catch { throw JournalFault(step: "note hand-over", path: database.path, error) }
    }

    private static func acknowledgement(_ row: Row) throws -> Job {
        guard let template: String = row["template"], let messageID: String = row["message_id"],
            let local: String = row["recipient_local"], let domain: String = row["recipient_domain"],
            let language = (row["language"] as String?).flatMap(Language.init(rawValue:)),
            let priority = Priority(rawValue: Int(row["priority"] as Int64))
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "job \(row["id"] as Int64) is incomplete") }
        return Job(
            id: JobID(row["id"]), arrival: ArrivalID(row["arrival_id"]),
            work: .acknowledge(
                Acknowledgement(
                    template: TemplateName(template), language: language,
                    department: DepartmentName(row["department"] as String),
                    recipient: Address(displayName: row["recipient_name"], localPart: local, domain: domain),
                    messageID: MessageID(messageID), header: (row["octets"] as DatabaseBlob?)?.bytes ?? [],
                    fingerprint: Fingerprint(
                        digest: row["digest"], size: UInt32(truncatingIfNeeded: row["size"] as Int64)),
                    arrivedAt: Instant(milliseconds: row["internal_date"]))),
            priority: priority, attempt: Int(row["attempt"] as Int64) + 1)
    }
}
