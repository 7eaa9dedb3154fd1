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
    public func settle(_ settlements: [Settlement], now: Instant) throws(JournalFault) -> [JobState] {
        try write("settle") { database in
            var deliveries = SettledDeliveries()
            let states = try settlements.map { try settle($0, &deliveries, now: now, database) }
            try deliveries.account(now: now, database)
            return states
        }
    }

    private func settle(
        _ settlement: Settlement, _ deliveries: inout SettledDeliveries, now: Instant, _ database: Database
    ) throws -> JobState {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT kind, attempt, uncertainties, created_at, arrival_id FROM job
                    WHERE id = ? AND state = 'claimed'
                    """),
            arguments: [settlement.job.value])
        guard let row, let kind = JobKind(rawValue: row["kind"]) else { throw Self.unclaimed(settlement.job) }
        let attempt = Int(row["attempt"] as Int64)
        let state = JobState.after(
            settlement.outcome,
            JobState.Context(
                kind: kind, attempt: attempt, uncertainties: Int(row["uncertainties"] as Int64),
                createdAt: Instant(milliseconds: row["created_at"]), now: now,
                policy: kind.policy, random: settlement.random))
        let record = JobRecord(state)
        try database.cachedStatement(
            sql: """
                UPDATE job SET state = ?, due = ?, detail = ?, settled_at = ?, uncertainties = uncertainties + ?,
                    delivered_uidvalidity = ?, delivered_uid = ?, kept_mailbox = ?, kept_uidvalidity = ?,
                    kept_uid = ? WHERE id = ?
                """
        ).execute(arguments: [
            record.name, (record.due ?? now).milliseconds, record.detail, state.isSettled ? now.milliseconds : nil,
            record.name == "uncertain" ? 1 : 0, record.delivered.map { Int64($0.uidValidity.value) },
            record.delivered.map { Int64($0.uid.value) }, record.kept?.mailbox.mailbox.rawValue,
            record.kept.map { Int64($0.uidValidity.value) }, record.kept.map { Int64($0.uid.value) },
            settlement.job.value,
        ])
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO attempt (job_id, number, ended_at, outcome, detail) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [settlement.job.value, attempt, now.milliseconds, record.name, record.detail])
        switch kind {
        case .delivery: deliveries.add(settlement.job, of: row["arrival_id"], state)
        case .copy: deliveries.addCopy(of: row["arrival_id"], state)
        case .undo: deliveries.addUndo(of: row["arrival_id"], state)
        case .acknowledgement:
            try Self.startWindow(of: settlement.job, now: now, database)
            if state.mayHaveBeenSent { try Self.noteSending(of: settlement.job, now: now, database) }
        }
        return state
    }

    /// From here on the place in the rate windows is a fixed instant: whatever was sent was sent before.
    private static func startWindow(of job: JobID, now: Instant, _ database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE submission SET at = max(at, ?), job_id = NULL WHERE job_id = ?"
        ).execute(arguments: [now.milliseconds, job.value])
    }

    /// Takes up what was claimed when the process died. Called once at start, while the state folder is locked, so
    /// nobody else can be working on those jobs.
    ///
    /// - Returns: how many jobs were rescued.
    public func rescue(now: Instant) throws(JournalFault) -> Int {
        try write("rescue") { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, kind, attempt, handed_over FROM job WHERE state = 'claimed'")
            for row in rows {
                guard let kind = JobKind(rawValue: row["kind"]) else { continue }
                let job = JobID(row["id"])
                let record = JobRecord(.rescued(kind, handedOver: row["handed_over"]))
                try database.cachedStatement(sql: "UPDATE job SET state = ?, due = 0, detail = ? WHERE id = ?").execute(
                    arguments: [record.name, record.detail, job.value])
                try database.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO attempt (job_id, number, ended_at, outcome) VALUES (?, ?, ?, 'rescued')
                        """
                ).execute(arguments: [job.value, row["attempt"] as Int64, now.milliseconds])
                try Self.startWindow(of: job, now: now, database)
                if row["handed_over"] { try Self.noteSending(of: job, now: now, database) }
            }
            return rows.count
        }
    }

    static func unclaimed(_ job: JobID?) -> DatabaseError {
        DatabaseError(
            resultCode: .SQLITE_CONSTRAINT, message: "job \(job.map(\.description) ?? "") is not claimed")
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
