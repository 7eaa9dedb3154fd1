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
    /// Transaction 3 for acknowledgements: takes a place in the account's rate windows and claims the most urgent job,
    /// both or neither.
    ///
    /// The place is taken at the claim, whether or not anything is sent, and counts from the settling: whenever in
    /// between the host is given the message, no window that the host can choose holds more than the limit.
    ///
    /// A job that is uncertain at one host is not claimed for another: whether it is there can only show there.
    public func claimAcknowledgement(
        on host: SubmissionHostName, of account: SubmissionAccount, limits: RateLimits,
        windows: AcknowledgementWindows = AcknowledgementWindows(), at reading: ClockReading
    ) throws(JournalFault) -> AcknowledgementClaim {
        try write("claim acknowledgement") { database in
            try claim(on: host, of: account, limits, windows, at: reading, database)
        }
    }

    /// Transactions 4 and 3 in one: an acknowledgement is settled and the next is claimed, both or neither.
    public func settle(
        _ settlement: Settlement, thenClaimingOn host: SubmissionHostName, of account: SubmissionAccount,
        limits: RateLimits, windows: AcknowledgementWindows = AcknowledgementWindows(), at reading: ClockReading
    ) throws(JournalFault) -> (JobState, AcknowledgementClaim) {
        try write("settle and claim acknowledgement") { database in
            let state = try settle(settlement, at: reading, database)
            return (state, try claim(on: host, of: account, limits, windows, at: reading, database))
        }
    }

    private func claim(
        on host: SubmissionHostName, of account: SubmissionAccount, _ limits: RateLimits,
        _ windows: AcknowledgementWindows, at reading: ClockReading, _ database: Database
    ) throws -> AcknowledgementClaim {
        let now = reading.wall
        let sending = try weighStorm(now: now, database)
        guard sending.isClosed else { return .stopped(sending) }
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT job.id, job.arrival_id, job.priority, job.attempt, job.department, job.template,
                        job.language, job.recipient_name, job.recipient_local, job.recipient_domain,
                        job.message_id, header.octets, arrival.internal_date, arrival.digest, arrival.size,
                        job.simulated
                    FROM job JOIN arrival ON arrival.id = job.arrival_id
                        LEFT JOIN header ON header.arrival_id = job.arrival_id
                    WHERE job.lane = '' AND \(Self.isOpen) AND job.due <= ? AND \(Self.isForHost)
                    ORDER BY job.rank, job.id LIMIT 1
                    """), arguments: [now.milliseconds, host.rawValue])
        guard let row else {
            return try Self.nextDue(on: host, database).map { .wait(until: $0) } ?? .nothing
        }
        let free = try freePlace(of: account, limits, at: reading, database)
        guard free <= now else { return .wait(until: free) }
        let job = try Self.acknowledgement(row)
        if let closed = try closing(job, windows, now: now, database) { return closed }
        try takePlace(of: account, for: job.id.value, at: reading, database)
        try claim([job.id], now: now, database)
        try database.cachedStatement(sql: "UPDATE job SET host = ? WHERE id = ?").execute(
            arguments: [host.rawValue, job.id.value])
        return .job(job)
    }

    /// When `claimAcknowledgement` can next succeed, by the wall clock as it was read: then or earlier, or later, or nil
    /// when nothing waits.
    public func nextAcknowledgement(
        on host: SubmissionHostName, of account: SubmissionAccount, limits: RateLimits, at reading: ClockReading
    ) throws(JournalFault) -> Instant? {
        try write("next acknowledgement") { database in
            // Also when nothing waits: a stop that is over is over for what arrives next.
            let opening = try stopEnds(now: reading.wall, database)
            guard let due = try Self.nextDue(on: host, database) else { return nil }
            return max(due, opening, try freePlace(of: account, limits, at: reading, database))
        }
    }

    /// What this host may be given: everything but what may have been taken by another.
    private static let isForHost = "(job.state <> 'uncertain' OR job.host IS NULL OR job.host = ?)"

    private static func nextDue(on host: SubmissionHostName, _ database: Database) throws -> Instant? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT min(job.due) FROM job WHERE job.lane = '' AND \(isOpen) AND \(isForHost)"),
            arguments: [host.rawValue]
        ).map(Instant.init(milliseconds:))
    }

    /// Ends what cannot be sent any more: what is older than three days although no attempt said so, because its hosts
    /// were down or its account was over its limits all the time; what is uncertain at a host that is configured no more.
    ///
    /// - Returns: how many jobs it ended.
    public func expireAcknowledgements(
        hosts: [SubmissionHostName], now: Instant
    ) throws(JournalFault) -> Int {
        try write("expire acknowledgements") { database in
            let oldest = (now - RetryPolicy.acknowledgement.giveUpAfter).milliseconds
            let old = "max(created_at, coalesce(requeued_at, 0)) < ?1"
            let failed = JobRecord(.failed(Fault(cause: "not sent within three days")))
            try database.cachedStatement(
                sql: """
                    UPDATE job SET state = ?2, settled_at = ?4, detail = ?3 || coalesce('; the last try: ' || (SELECT
                        detail FROM attempt WHERE job_id = job.id ORDER BY number DESC LIMIT 1), '')
                    WHERE lane = '' AND \(Self.isOpen) AND state <> 'uncertain' AND \(old)
                    """
            ).execute(arguments: [oldest, failed.name, failed.detail, now.milliseconds])
            let ended = database.changesCount
            let held = JobRecord(.held(.uncertain(Fault(cause: "its host cannot be asked any more"))))
            try database.cachedStatement(
                sql: """
                    UPDATE job SET state = ?2, detail = ?3 WHERE lane = '' AND \(Self.isOpen) AND state = 'uncertain'
                    AND (\(old) OR host NOT IN (SELECT value FROM json_each(?4)))
                    """
            ).execute(arguments: [oldest, held.name, held.detail, try Self.json(hosts.map(\.rawValue))])
            return ended + database.changesCount
        }
    }

    /// Those of `authors` (keys of addresses) that were sent an acknowledgement, as far back as the retention goes.
    ///
    /// - Parameter includingSimulated: also those of simulated mail: where it is answered to its senders.
    public func acknowledged(
        among authors: Set<String>, includingSimulated: Bool = false
    ) throws(JournalFault) -> Set<String> {
        try read("known senders") { database in
            try String.fetchSet(
                database.cachedStatement(
                    sql: """
                        SELECT recipient_key FROM job
                        WHERE recipient_key IN (SELECT value FROM json_each(?)) AND state = 'done'
                        AND simulated <= ?
                        """), arguments: [try Self.json(authors.sorted()), includingSimulated])
        }
    }

    /// Written just before the message is sent: from here on a crash leaves it unknown whether it was accepted.
    ///
    /// Not isolated, and it blocks: it is called from the middle of a dialogue, on the session's own thread.
    public nonisolated func noteHandover(of job: JobID) throws(JournalFault) {
        do {
            try database.write { database in
                try database.cachedStatement(
                    sql: "UPDATE job SET handed_over = 1 WHERE id = ? AND state = 'claimed'"
                ).execute(arguments: [job.value])
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
            priority: priority, attempt: Int(row["attempt"] as Int64) + 1, isSimulated: row["simulated"])
    }
}
