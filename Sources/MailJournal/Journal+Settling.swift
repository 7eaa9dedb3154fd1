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
    /// - Returns: the new states in the order given. A job that is not claimed (any more) keeps its state.
    public func settle(_ settlements: [Settlement], now: Instant) throws(JournalFault) -> [JobState] {
        try write("settle") { database in try settlements.map { try settle($0, now: now, database) } }
    }

    private func settle(_ settlement: Settlement, now: Instant, _ database: Database) throws -> JobState {
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT kind, attempt, uncertainties, created_at, arrival_id FROM job
                        WHERE id = ? AND state = 'claimed'
                        """),
                arguments: [settlement.job.value]), let kind = JobKind(rawValue: row["kind"])
        else {
            throw DatabaseError(
                resultCode: .SQLITE_CONSTRAINT, message: "job \(settlement.job) was settled without a claim")
        }
        let attempt = Int(row["attempt"] as Int64)
        let state = JobState.after(
            settlement.outcome,
            JobState.Context(
                kind: kind, attempt: attempt, uncertainties: Int(row["uncertainties"] as Int64),
                createdAt: Instant(milliseconds: row["created_at"]), now: now,
                policy: kind == .delivery ? .delivery : .acknowledgement, random: settlement.random))
        let record = JobRecord(state)
        try database.cachedStatement(
            sql: """
                UPDATE job SET state = ?, due = ?, detail = ?, settled_at = ?, uncertainties = uncertainties + ?,
                    delivered_uidvalidity = ?, delivered_uid = ? WHERE id = ?
                """
        ).execute(arguments: [
            record.name, (record.due ?? now).milliseconds, record.detail, state.isSettled ? now.milliseconds : nil,
            record.name == "uncertain" ? 1 : 0, record.delivered.map { Int64($0.uidValidity.value) },
            record.delivered.map { Int64($0.uid.value) }, settlement.job.value,
        ])
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO attempt (job_id, number, ended_at, outcome, detail) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [settlement.job.value, attempt, now.milliseconds, record.name, record.detail])
        if kind == .delivery {
            try account(for: row["arrival_id"], delivery: settlement.job, state, now: now, database)
        }
        return state
    }

    /// Brings the arrival along with its delivery, and lets go of an acknowledgement nobody can expect any more.
    private func account(
        for arrival: Int64, delivery: JobID, _ state: JobState, now: Instant, _ database: Database
    ) throws {
        let accounted: ArrivalState =
            switch state {
            case .done(.vanished), .done(.dropped): .vanished
            case .done: .routed
            case .held, .failed: .held
            case .pending, .claimed, .retry, .uncertain: .routing
            }
        try database.cachedStatement(sql: "UPDATE arrival SET state = ? WHERE id = ?").execute(
            arguments: [accounted.rawValue, arrival])
        guard accounted == .vanished else { return }
        let record = JobRecord(.done(.dropped("the message vanished before it was delivered")))
        try database.execute(
            sql: """
                UPDATE job SET state = ?, detail = ?, settled_at = ?
                WHERE depends_on = ? AND state IN ('pending', 'retry', 'uncertain')
                """,
            arguments: [record.name, record.detail, now.milliseconds, delivery.value])
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
                let record = JobRecord(.rescued(kind, handedOver: row["handed_over"]))
                try database.execute(
                    sql: "UPDATE job SET state = ?, due = ?, detail = ? WHERE id = ?",
                    arguments: [record.name, now.milliseconds, record.detail, row["id"] as Int64])
                try database.execute(
                    sql:
                        "INSERT OR REPLACE INTO attempt (job_id, number, ended_at, outcome) VALUES (?, ?, ?, 'rescued')",
                    arguments: [row["id"] as Int64, row["attempt"] as Int64, now.milliseconds])
            }
            return rows.count
        }
    }

    /// When the next delivery out of an account falls due; nil when none waits.
    public func nextDelivery(from account: AccountName) throws(JournalFault) -> Instant? {
        try read("next delivery") { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT min(due) FROM job WHERE kind = 'delivery' AND lane = ?
                        AND state IN ('pending', 'retry', 'uncertain')
                        """), arguments: [account.rawValue]
            ).map(Instant.init(milliseconds:))
        }
    }
}
