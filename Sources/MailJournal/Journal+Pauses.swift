import GRDB
public import MailRouting

/// What persons stopped and let go on, so that command line, HTTP and a restart agree. Nothing ends a pause but a person.
extension Journal {
    /// What is stopped by a person now.
    public func pauses() throws(JournalFault) -> Pauses { try read("pauses") { try Self.pauses($0) } }

    /// Stops an account, the acknowledgements or everything until `resume`. A running agent heeds it within seconds.
    ///
    /// - Parameter by: which way it was asked for, for people: `command line`, `HTTP`.
    public func pause(_ scope: PauseScope, by: String, now: Instant) throws(JournalFault) -> PauseChange {
        try write("pause \(scope)") { database in
            var hasChanged = false
            if let name = scope.journalName {
                try database.execute(
                    sql: "INSERT INTO pause (account, since, by) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    arguments: [name, now.milliseconds, by])
                hasChanged = database.changesCount > 0
            }
            if scope.includesAcknowledgements, try Self.pauseSending(now: now, database) { hasChanged = true }
            return hasChanged ? .changed : .unchanged
        }
    }

    /// Lets an account, the acknowledgements or everything go on.
    ///
    /// Everything means every pause there is. A stop by the storm breaker is ended only where acknowledgements are named:
    /// whoever lets accounts go on has not said that the storm is over.
    public func resume(_ scope: PauseScope, by: String, now: Instant) throws(JournalFault) -> PauseChange {
        try write("resume \(scope)") { database in
            var hasChanged = false
            switch scope {
            case .everything:
                try database.execute(
                    sql: "UPDATE pause SET ended_at = ?, ended_by = ? WHERE ended_at IS NULL",
                    arguments: [now.milliseconds, by])
                hasChanged = database.changesCount > 0
                if case .paused = try Self.breakerState(database) {
                    hasChanged = try Self.resumeSending(now: now, database) || hasChanged
                }
            case .account(let name):
                try database.execute(
                    sql: "UPDATE pause SET ended_at = ?, ended_by = ? WHERE account = ? AND ended_at IS NULL",
                    arguments: [now.milliseconds, by, name.rawValue])
                hasChanged = database.changesCount > 0
                if let all = try Self.pauses(database).all.first(where: { $0.scope == .everything }) {
                    return .heldByEverything(since: all.since)
                }
            case .acknowledgements: hasChanged = try Self.resumeSending(now: now, database)
            }
            return hasChanged ? .changed : .unchanged
        }
    }

    static func pauses(_ database: Database) throws -> Pauses {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT account, since, by FROM pause WHERE ended_at IS NULL ORDER BY account"))
        var all = rows.map { row in
            Pause(
                scope: PauseScope(journal: row["account"]), since: Instant(milliseconds: row["since"]), by: row["by"])
        }
        if case .paused(let since) = try breakerState(database) {
            all.append(Pause(scope: .acknowledgements, since: since, by: nil))
        }
        return Pauses(all)
    }
}

extension PauseScope {
    /// As the column has it; an account's name is never empty. Nil where the storm breaker keeps it.
    fileprivate var journalName: String? {
        switch self {
        case .everything: ""
        case .account(let name): name.rawValue
        case .acknowledgements: nil
        }
    }

    fileprivate init(journal name: String) { self = name.isEmpty ? .everything : .account(AccountName(name)) }

    fileprivate var includesAcknowledgements: Bool {
        switch self {
        case .everything, .acknowledgements: true
        case .account: false
        }
    }
}
