import GRDB
public import MailRouting

/// The last lines of the walk and how watching stands, for `mailroom tail` and `mailroom status`.
extension Journal {
    /// Writes down what has happened since the last time, in one transaction: many lines cost one write to the disk.
    ///
    /// A state of a mailbox that stays the same keeps its instant.
    ///
    /// - Parameter concerns: what a person has to look at, by subject; nil for what is over.
    public func note(
        _ walk: [WalkEntry], _ watching: [WatchRecord], concerns: [String: Concern?] = [:]
    ) throws(JournalFault) {
        try write("note the walk") { database in
            let insert = try database.cachedStatement(
                sql: "INSERT INTO walk (at, level, component, step, arrival_id, text) VALUES (?, ?, ?, ?, ?, ?)")
            for entry in walk {
                try insert.execute(arguments: [
                    entry.at.milliseconds, entry.level.rawValue, entry.component.rawValue, entry.step,
                    entry.arrival?.value, entry.text,
                ])
            }
            try database.execute(
                sql: "DELETE FROM walk WHERE id <= (SELECT max(id) FROM walk) - ?", arguments: [Limits.keptWalk])
            for state in watching {
                try database.execute(
                    sql: """
                        INSERT INTO watching (account, mailbox, connected, since, detail) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (account, mailbox) DO UPDATE SET
                            since = CASE WHEN connected = excluded.connected THEN since ELSE excluded.since END,
                            connected = excluded.connected, detail = excluded.detail
                        """,
                    arguments: [
                        state.mailbox.account.rawValue, state.mailbox.mailbox.rawValue, state.isConnected,
                        state.since.milliseconds, state.detail,
                    ])
            }
            try Self.note(concerns, in: database)
        }
    }

    /// Lines after `number`, oldest first; of more than `limit` the newest.
    public func walk(after number: Int64, limit: Int) throws(JournalFault) -> [WalkEntry] {
        try read("walk") { database in
            try Row.fetchAll(
                database.cachedStatement(sql: "SELECT * FROM walk WHERE id > ? ORDER BY id DESC LIMIT ?"),
                arguments: [number, limit]
            ).reversed().map { row in
                WalkEntry(
                    number: row["id"], at: Instant(milliseconds: row["at"]),
                    level: LogLevel(rawValue: row["level"]) ?? .info,
                    component: LogComponent(rawValue: row["component"]) ?? .agent, step: row["step"],
                    arrival: (row["arrival_id"] as Int64?).map { ArrivalID($0) }, text: row["text"])
            }
        }
    }

    /// How watching stands, or stood when the agent last ran; by mailbox.
    public func watching() throws(JournalFault) -> [MailboxAddress: WatchRecord] {
        try read("watching") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM watching ORDER BY account, mailbox").reduce(into: [:]) {
                states, row in
                let mailbox = MailboxAddress(
                    account: AccountName(row["account"] as String), mailbox: MailboxName(row["mailbox"] as String))
                states[mailbox] = WatchRecord(
                    mailbox: mailbox, isConnected: row["connected"], since: Instant(milliseconds: row["since"]),
                    detail: row["detail"])
            }
        }
    }

    /// How many messages an account has handed over in the last minute and in the last hour, by the axis of the windows,
    /// without writing anything.
    public func windowUse(of account: SubmissionAccount, now: Instant) throws(JournalFault) -> (minute: Int, hour: Int)
    {
        try read("windows") { database in
            let mark = try Row.fetchOne(database, sql: "SELECT axis, wall FROM window_clock WHERE id = 1")
            let passed = mark.map { max(0, now.milliseconds - ($0["wall"] as Int64)) } ?? 0
            let axis = mark.map { ($0["axis"] as Int64) + passed } ?? now.milliseconds
            func count(_ span: Interval) throws -> Int {
                try Int.fetchOne(
                    database.cachedStatement(
                        sql: "SELECT count(*) FROM submission WHERE account = ? AND (open = 1 OR at > ?)"),
                    arguments: [account.description, axis - span.milliseconds]) ?? 0
            }
            return (try count(.minutes(1)), try count(.hours(1)))
        }
    }
}
