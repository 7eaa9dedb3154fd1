import GRDB
public import MailRouting

/// An account that is left alone, because the process crashed over it again and again.
public struct ParkedAccount: Sendable, Equatable {
    public let account: AccountName
    public let crashes: Int
    public let lastAt: Instant
    /// Of the last crash.
    public let signal: Int32
}

extension Journal {
    /// Writes down that the process crashed while it worked with these accounts.
    public func recordCrash(
        of accounts: [Account], signal: Int32, now: Instant
    ) throws(JournalFault) {
        try write("record a crash") { database in
            for account in accounts {
                try database.execute(
                    sql: "INSERT INTO crash (account, at, signal, server) VALUES (?, ?, ?, ?)",
                    arguments: [account.name.rawValue, now.milliseconds, Int64(signal), account.server.identity])
            }
        }
    }

    /// Whether an account is parked: several crashes within the window, all with the server as it is configured now. Only
    /// a person changes that, by `unpark` or by another server or user.
    public func parked(_ account: Account) throws(JournalFault) -> ParkedAccount? {
        try read("parked accounts") { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT at, signal FROM crash WHERE account = ? AND server = ? ORDER BY at DESC LIMIT ?"),
                arguments: [account.name.rawValue, account.server.identity, Limits.crashesToPark])
            guard rows.count == Limits.crashesToPark, let last = rows.first, let first = rows.last else { return nil }
            let lastAt = Instant(milliseconds: last["at"])
            guard lastAt - Instant(milliseconds: first["at"]) <= Limits.crashWindow else { return nil }
            return ParkedAccount(
                account: account.name, crashes: rows.count, lastAt: lastAt,
                signal: Int32(truncatingIfNeeded: last["signal"] as Int64))
        }
    }

    /// Forgets the crashes of an account.
    ///
    /// - Returns: whether there were any.
    public func unpark(_ account: AccountName) throws(JournalFault) -> Bool {
        try write("unpark \(account)") { database in
            try database.execute(sql: "DELETE FROM crash WHERE account = ?", arguments: [account.rawValue])
            return database.changesCount > 0
        }
    }
}

extension ServerSettings {
    /// What makes it another server: a person who changes one of these wants it tried again.
    fileprivate var identity: String { "\(userName)@\(host):\(port)" }
}
