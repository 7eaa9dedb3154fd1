import GRDB
public import MailRouting

/// What the journal's actor remembers of the storm breaker, to save work; the state itself is on disk.
struct BreakerMemory {
    /// When its evidence was last counted.
    var weighedAt: Instant?
    /// The week's norm, and the hour it was made in.
    var norm: (hour: Int64, value: Int?)?
    /// The last change that was told.
    var told: Int64?
}

/// The storm breaker on disk: its evidence is counted from what was sent and what came back, every change is a row.
extension Journal {
    /// Whether acknowledgements go out, and if not, why not.
    public func sending() throws(JournalFault) -> StormBreaker.State {
        try read("storm breaker") { try Self.breakerState($0) }
    }

    /// A person stops all acknowledgements until a person lets them go on.
    ///
    /// - Returns: false when that is so already.
    @discardableResult
    public func pauseSending(now: Instant) throws(JournalFault) -> Bool {
        try write("pause acknowledgements") { try Self.pauseSending(now: now, $0) }
    }

    static func pauseSending(now: Instant, _ database: Database) throws -> Bool {
        if case .paused = try breakerState(database) { return false }
        try insert(.paused(since: now), database)
        return true
    }

    /// A person lets acknowledgements go on. What was counted until now is not held against them.
    ///
    /// - Returns: false when they were not stopped.
    @discardableResult
    public func resumeSending(now: Instant) throws(JournalFault) -> Bool {
        try write("resume acknowledgements") { try Self.resumeSending(now: now, $0) }
    }

    static func resumeSending(now: Instant, _ database: Database) throws -> Bool {
        if try breakerState(database).isClosed { return false }
        try insert(.closed(since: now), database)
        return true
    }

    /// The state, when it was never told before: who asks tells it. Changes made by other processes are among them.
    public func untoldSending() throws(JournalFault) -> StormBreaker.State? {
        let (id, state) = try read("storm breaker") { database in
            (
                try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(id) FROM breaker")) ?? 0,
                try Self.breakerState(database)
            )
        }
        // At the start only a stop is news.
        let isNews = breaker.told.map { $0 != id } ?? !state.isClosed
        breaker.told = id
        return isNews ? state : nil
    }

    /// Counts what happened, and writes the next state down where it is another.
    ///
    /// - Parameter isUrgent: something came back.
    func weighStorm(isUrgent: Bool = false, now: Instant, _ database: Database) throws -> StormBreaker.State {
        let state = try Self.breakerState(database)
        if !isUrgent, let last = breaker.weighedAt, last <= now, now - last < Limits.breakerInterval { return state }
        breaker.weighedAt = now
        try Self.setBackWithTheClock(now: now, database)
        let next = StormBreaker.after(state, try evidence(state, now: now, database), now: now)
        if next != state { try Self.insert(next, database) }
        return next
    }

    private func evidence(
        _ state: StormBreaker.State, now: Instant, _ database: Database
    ) throws -> StormBreaker.Evidence {
        let recently = max(now - StormBreaker.recently, state.since).milliseconds
        func count(_ sql: String, since start: Int64) throws -> Int {
            try Int.fetchOne(database.cachedStatement(sql: sql), arguments: [start]) ?? 0
        }
        // One that names no acknowledgement stands for one of its own.
        return StormBreaker.Evidence(
            answered: try count(
                "SELECT count(DISTINCT coalesce(job_id, -arrival_id)) FROM response WHERE at > ? AND \(Self.isReal)",
                since: recently),
            recent: try count(
                """
                SELECT count(*) FROM (SELECT id FROM job WHERE sent_at > ?1 AND simulated = 0
                    UNION SELECT coalesce(job_id, -arrival_id) FROM response WHERE at > ?1 AND \(Self.isReal))
                """, since: recently),
            sentInHour: try count(
                "SELECT count(*) FROM job WHERE sent_at > ? AND simulated = 0",
                since: max(now - .hours(1), state.since).milliseconds),
            norm: try norm(now: now, database),
            lastResponse: try Self.lastResponse(database))
    }

    /// What comes back for simulated mail comes from the sink. It makes no storm, and is no part of the norm.
    private static let isReal =
        "NOT EXISTS (SELECT 1 FROM job WHERE job.id = response.job_id AND job.simulated = 1)"

    /// Counted once an hour: it is a matter of days.
    private func norm(now: Instant, _ database: Database) throws -> Int? {
        let hour = StormBreaker.hour(of: now)
        if let known = breaker.norm, known.hour == hour { return known.value }
        let counts = try Row.fetchAll(
            database,
            sql: """
                SELECT sent_at / 3600000 AS hour, count(*) AS n FROM job WHERE sent_at > ? AND simulated = 0
                GROUP BY sent_at / 3600000
                """, arguments: [(now - Limits.normHistory).milliseconds]
        ).reduce(into: [Int64: Int]()) { $0[$1["hour"]] = $1["n"] as Int }
        let value = StormBreaker.norm(perHour: counts, now: now)
        breaker.norm = (hour, value)
        return value
    }

    /// The earliest instant at which acknowledgements may go out again: the past when they do, the end of time when only
    /// a person can let them. A stop that is over is ended.
    func stopEnds(now: Instant, _ database: Database) throws -> Instant {
        let state = try Self.breakerState(database)
        if state.isClosed { return Instant(milliseconds: .min) }
        let last = try Self.lastResponse(database).map { min($0, now) }
        guard let end = StormBreaker.reopening(state, lastResponse: last) else { return Instant(milliseconds: .max) }
        if end <= now { _ = try weighStorm(isUrgent: true, now: now, database) }
        // A stop that began after now: the clock was set back.
        return min(end, now + StormBreaker.quiet)
    }

    private static func lastResponse(_ database: Database) throws -> Instant? {
        try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(at) FROM response")).map(
            Instant.init(milliseconds:))
    }

    // MARK: Rows

    static func breakerState(_ database: Database) throws -> StormBreaker.State {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM breaker ORDER BY id DESC LIMIT 1"))
        guard let row else { return .closed(since: Instant(milliseconds: 0)) }
        let since = Instant(milliseconds: row["at"])
        let counted: Int = row["counted"] ?? 0
        let compared: Int = row["compared"] ?? 0
        return switch (row["state"] as String, row["cause"] as String?) {
        case ("open", "rate"): .open(.rate(counted, norm: compared), since: since)
        case ("open", _): .open(.responses(counted, of: compared), since: since)
        case ("paused", _): .paused(since: since)
        default: .closed(since: since)
        }
    }

    private static func insert(_ state: StormBreaker.State, _ database: Database) throws {
        var cause: (String, Int, Int)?
        let name: String
        switch state {
        case .closed: name = "closed"
        case .paused: name = "paused"
        case .open(.responses(let answered, let recent), _): (name, cause) = ("open", ("responses", answered, recent))
        case .open(.rate(let sent, let norm), _): (name, cause) = ("open", ("rate", sent, norm))
        }
        try database.execute(
            sql: "INSERT INTO breaker (at, state, cause, counted, compared) VALUES (?, ?, ?, ?, ?)",
            arguments: [state.since.milliseconds, name, cause?.0, cause?.1, cause?.2])
    }
}
