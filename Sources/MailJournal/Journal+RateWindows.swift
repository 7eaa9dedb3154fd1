import GRDB
public import MailRouting

extension Journal {
    /// A place in the rate windows of an account for a message that is no job, such as a test letter.
    public struct Place: Sendable, Equatable {
        let id: Int64
    }

    /// Takes a place at once, or says when there will be one, by the wall clock as it was read.
    public func takePlace(
        of account: SubmissionAccount, limits: RateLimits, at reading: ClockReading
    ) throws(JournalFault) -> Result<Place, PlaceTaken> {
        try write("take a place") { database in
            let free = try freePlace(of: account, limits, at: reading, database)
            guard free <= reading.wall else { return .failure(PlaceTaken(until: free)) }
            try takePlace(of: account, for: nil, at: reading, database)
            return .success(Place(id: database.lastInsertedRowID))
        }
    }

    /// The message is sent, or is not: from here on the place is a fixed instant.
    public func settle(_ place: Place, at reading: ClockReading) throws(JournalFault) {
        try write("settle a place") { database in
            try database.execute(
                sql: "UPDATE submission SET at = max(at, ?), open = 0 WHERE rowid = ?",
                arguments: [try advance(reading, database).milliseconds, place.id])
        }
    }

    /// Why no place could be taken.
    public struct PlaceTaken: Error, Sendable, Equatable {
        public let until: Instant
    }

    /// The earliest instant at which one more may be sent, by the wall clock as it was read.
    func freePlace(
        of account: SubmissionAccount, _ limits: RateLimits, at reading: ClockReading, _ database: Database
    ) throws -> Instant {
        let now = try noticed(reading, database)
        // A process that took a place and died cannot settle it. Nothing it began lasts as long.
        try database.cachedStatement(
            sql: "UPDATE submission SET at = ?, open = 0 WHERE job_id IS NULL AND open = 1 AND at < ?"
        ).execute(arguments: [now.milliseconds, (now - Limits.claimTimeout).milliseconds])
        try database.cachedStatement(sql: "DELETE FROM submission WHERE account = ? AND at < ? AND open = 0").execute(
            arguments: [account.description, (now - Limits.submissionHistory).milliseconds])
        // As many as a window holds at least; an account whose limits were lifted is not counted out for each message.
        let count =
            try Int.fetchOne(
                database.cachedStatement(sql: "SELECT count(*) FROM submission WHERE account = ?"),
                arguments: [account.description]) ?? 0
        guard count >= min(limits.perMinute, limits.perHour) else { return reading.wall }
        // Only another process, whose clock went ahead of ours, can have written what is still to come. It counts as now,
        // once: left as it is, it would count as now until this axis has caught up.
        try database.cachedStatement(sql: "UPDATE submission SET at = ?1 WHERE account = ?2 AND at > ?1").execute(
            arguments: [now.milliseconds, account.description])
        // What is on its way may reach the host at any moment, so it counts as now.
        let sent = try Int64.fetchAll(
            database.cachedStatement(
                sql: "SELECT CASE WHEN open = 0 THEN at ELSE ? END FROM submission WHERE account = ?"),
            arguments: [now.milliseconds, account.description])
        let free = limits.earliest(sent: sent.map(Instant.init(milliseconds:)), now: now)
        return reading.wall + (free - now)
    }

    func takePlace(
        of account: SubmissionAccount, for job: Int64?, at reading: ClockReading, _ database: Database
    ) throws {
        try database.cachedStatement(sql: "INSERT INTO submission (account, at, job_id, open) VALUES (?, ?, ?, 1)")
            .execute(arguments: [account.description, try advance(reading, database).milliseconds, job])
    }

    /// From here on the place of a job is a fixed instant: whatever was sent was sent before.
    func startWindow(of job: JobID, at reading: ClockReading, _ database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE submission SET at = max(at, ?), open = 0, job_id = NULL WHERE job_id = ?"
        ).execute(arguments: [try advance(reading, database).milliseconds, job.value])
    }

    /// Notices that somebody has set the wall clock, so that the next run does not take it for time that has passed, and
    /// no job waits for an instant that has moved away. To be called often; writes only when the clock was set since the
    /// last call.
    public func keepTime(at reading: ClockReading) throws(JournalFault) {
        guard isClockSet(reading) else { return }
        try write("keep time") { _ = try advance(reading, $0) }
    }

    private func isClockSet(_ reading: ClockReading) -> Bool {
        guard let runClock, let markedOffset else { return true }
        let offset = (reading.wall - runClock.position(at: reading)).milliseconds
        // Each clock is read to a millisecond.
        return abs(offset - markedOffset.milliseconds) > 1
    }

    /// Where the axis stands, with what `keepTime` does.
    private func noticed(_ reading: ClockReading, _ database: Database) throws -> Instant {
        isClockSet(reading)
            ? try advance(reading, database) : try clock(reading, database).position(at: reading)
    }

    /// The axis of this run, which begins where the last one ended.
    private func clock(_ reading: ClockReading, _ database: Database) throws -> RunClock {
        if let runClock { return runClock }
        let clock = RunClock(resuming: try Self.lastMark(database), at: reading)
        runClock = clock
        return clock
    }

    /// Where the axis stands; written down, so that the next run knows from where to go on.
    private func advance(_ reading: ClockReading, _ database: Database) throws -> Instant {
        let mark = try clock(reading, database).mark(at: reading)
        markedOffset = mark.wall - mark.axis
        let last = try Self.lastMark(database)
        try database.cachedStatement(
            sql: """
                INSERT INTO window_clock (id, axis, wall) VALUES (1, ?, ?)
                ON CONFLICT (id) DO UPDATE SET axis = excluded.axis, wall = excluded.wall
                    WHERE excluded.axis >= axis
                """
        ).execute(arguments: [mark.axis.milliseconds, mark.wall.milliseconds])
        // Another process that is ahead of this one has noticed the same, and written it.
        if let last, database.changesCount > 0 {
            let setBack = (last.wall - last.axis).milliseconds - (mark.wall - mark.axis).milliseconds
            try bringBack(by: Interval(milliseconds: setBack), now: reading.wall, database)
        }
        return mark.axis
    }

    private static func lastMark(_ database: Database) throws -> RunClock.Mark? {
        try Row.fetchOne(database.cachedStatement(sql: "SELECT axis, wall FROM window_clock")).map {
            RunClock.Mark(axis: Instant(milliseconds: $0["axis"]), wall: Instant(milliseconds: $0["wall"]))
        }
    }

    /// The wall clock was set back: what waits for an instant waits no longer than it would have.
    ///
    /// Nothing else bounds such a wait: after a day back, a retry in a minute would come in a day and a minute.
    private func bringBack(by interval: Interval, now: Instant, _ database: Database) throws {
        guard interval >= Limits.noticedSetting else { return }
        try database.execute(
            sql: "UPDATE job SET due = max(1, due - ?) WHERE \(Self.isOpen) AND due > ?",
            arguments: [interval.milliseconds, now.milliseconds])
    }
}
