import GRDB
public import MailRouting

/// What persons asked a running agent for, and what became of it: written down before it is done.
public struct Operation: Sendable, Equatable {
    public let at: Instant
    /// Which way it was asked for: `HTTP`.
    public let by: String
    /// `pause account info`, `retry job 17`
    public let what: String
    /// Nil: the process ended before it was done.
    public let result: String?
}

extension Journal {
    /// Writes down what is about to be done for a person; returns its number, for `endOperation`.
    public func beginOperation(_ what: String, by: String, now: Instant) throws(JournalFault) -> Int64 {
        try write("note an operation") { database in
            try database.execute(
                sql: "INSERT INTO operation (at, by, what) VALUES (?, ?, ?)",
                arguments: [now.milliseconds, by, what])
            return database.lastInsertedRowID
        }
    }

    /// What became of it.
    public func endOperation(_ number: Int64, _ result: String) throws(JournalFault) {
        try write("note what became of an operation") { database in
            try database.execute(sql: "UPDATE operation SET result = ? WHERE id = ?", arguments: [result, number])
        }
    }

    /// The newest first.
    public func operations(limit: Int) throws(JournalFault) -> [Operation] {
        try read("operations") { database in
            try Row.fetchAll(
                database, sql: "SELECT at, by, what, result FROM operation ORDER BY id DESC LIMIT ?", arguments: [limit]
            ).map { row in
                Operation(
                    at: Instant(milliseconds: row["at"]), by: row["by"], what: row["what"], result: row["result"])
            }
        }
    }
}
