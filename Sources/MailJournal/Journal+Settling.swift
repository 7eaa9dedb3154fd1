import GRDB
public import MailRouting

/// The outcome of one claimed job.
public struct Settlement: Sendable {
    public let job: JobID
    public let outcome: Outcome
    /// In 0..<1, for the jitter of a retry.
    public let random: Double
    public init(job: JobID, outcome: Outcome, random: Double) {
        self.job = job
        self.outcome = outcome
        self.random = random
    }
}

extension Journal {
    /// Transaction 4: turns outcomes into next states by `JobState.after`, and writes the attempts.
    ///
    /// Refused as a whole when one of the jobs is not claimed: an outcome nobody waits for is a mistake of the caller.
    ///
    /// - Returns: the new states in the order given.
    public func settle(
        _ settlements: [Settlement], at reading: ClockReading
    ) throws(JournalFault) -> [JobState] {
        try write("settle") { database in
            var deliveries = SettledDeliveries()
            let states = try settlements.map { try settle($0, &deliveries, at: reading, database) }
            try deliveries.account(now: reading.wall, database)
            return states
        }
    }

    /// One that nothing else waits for.
    func settle(_ settlement: Settlement, at reading: ClockReading, _ database: Database) throws -> JobState {
        var deliveries = SettledDeliveries()
        let state = try settle(settlement, &deliveries, at: reading, database)
        try deliveries.account(now: reading.wall, database)
        return state
    }

    private func settle(
        _ settlement: Settlement, _ deliveries: inout SettledDeliveries, at reading: ClockReading,
        _ database: Database
    ) throws -> JobState {
        let now = reading.wall
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT kind, attempt, uncertainties, max(created_at, coalesce(requeued_at, 0)) AS begun_at,
                        arrival_id, host FROM job WHERE id = ? AND state = 'claimed'
                    """),
            arguments: [settlement.job.value])
        guard let row, let kind = JobKind(rawValue: row["kind"]) else { throw Self.unclaimed(settlement.job) }
        let attempt = Int(row["attempt"] as Int64)
        let state = JobState.after(
            settlement.outcome,
            JobState.Context(
                kind: kind, attempt: attempt, uncertainties: Int(row["uncertainties"] as Int64),
                createdAt: Instant(milliseconds: row["begun_at"]), now: now,
                policy: kind.policy, random: settlement.random))
        let record = JobRecord(state)
        try database.cachedStatement(
            sql: """
                UPDATE job SET state = ?, due = ?, detail = ?, settled_at = ?, uncertainties = uncertainties + ?,
                    delivered_uidvalidity = ?, delivered_uid = ?, kept_mailbox = ?, kept_uidvalidity = ?,
                    kept_uid = ?, attempt = ? WHERE id = ?
                """
        ).execute(arguments: [
            record.name, (record.due ?? now).milliseconds, record.detail, state.isSettled ? now.milliseconds : nil,
            record.name == "uncertain" ? 1 : 0, record.delivered.map { Int64($0.uidValidity.value) },
            record.delivered.map { Int64($0.uid.value) }, record.kept?.mailbox.mailbox.rawValue,
            record.kept.map { Int64($0.uidValidity.value) }, record.kept.map { Int64($0.uid.value) },
            kind == .acknowledgement && settlement.outcome.isThrottled ? attempt - 1 : attempt, settlement.job.value,
        ])
        try Self.writeAttempt(
            of: settlement.job, settlement.outcome.isThrottled ? "throttled" : record.name,
            record.detail ?? settlement.outcome.faultText, host: row["host"], now: now, database)
        switch kind {
        case .delivery: deliveries.add(settlement.job, of: row["arrival_id"], state)
        case .copy: deliveries.addCopy(of: row["arrival_id"], state)
        case .undo: deliveries.addUndo(of: row["arrival_id"], state)
        case .acknowledgement:
            try startWindow(of: settlement.job, at: reading, database)
            if state.mayHaveBeenSent { try Self.noteSending(of: settlement.job, now: now, database) }
        }
        return state
    }

    /// One line of a job's history.
    private static func writeAttempt(
        of job: JobID, _ outcome: String, _ detail: String?, host: String?, now: Instant, _ database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO attempt (job_id, number, ended_at, outcome, host, detail)
                VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE job_id = ?1), ?2, ?3, ?4, ?5)
                """
        ).execute(arguments: [job.value, now.milliseconds, outcome, host, detail])
    }

    /// Takes up what was claimed when the process died. Called once at start, while the state folder is locked, so
    /// nobody else can be working on those jobs.
    ///
    /// - Returns: how many jobs were rescued.
    public func rescue(at reading: ClockReading) throws(JournalFault) -> Int {
        try write("rescue") { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, kind, handed_over, host FROM job WHERE state = 'claimed'")
            for row in rows {
                guard let kind = JobKind(rawValue: row["kind"]) else { continue }
                let job = JobID(row["id"])
                let record = JobRecord(.rescued(kind, handedOver: row["handed_over"]))
                try database.cachedStatement(sql: "UPDATE job SET state = ?, due = 0, detail = ? WHERE id = ?").execute(
                    arguments: [record.name, record.detail, job.value])
                try Self.writeAttempt(
                    of: job, "rescued", record.detail, host: row["host"], now: reading.wall, database)
                try startWindow(of: job, at: reading, database)
                if row["handed_over"] { try Self.noteSending(of: job, now: reading.wall, database) }
            }
            return rows.count
        }
    }

    static func unclaimed(_ job: JobID?) -> DatabaseError {
        DatabaseError(
            resultCode: .SQLITE_CONSTRAINT, message: "job \(job.map(\.description) ?? "") is not claimed")
    }
}

extension Outcome {
    fileprivate var isThrottled: Bool { if case .throttled = self { true } else { false } }

    /// Why it has to be tried again, for the history: the job's own state has no room for it.
    fileprivate var faultText: String? {
        switch self {
        case .transient(let fault), .throttled(let fault, _), .uncertain(let fault): fault.description
        case .completed, .permanent, .hold: nil
        }
    }
}

extension JobKind {
    fileprivate var policy: RetryPolicy {
        switch self {
        case .delivery, .undo: .delivery
        case .copy: .copy
        case .acknowledgement: .acknowledgement
        }
    }
}
