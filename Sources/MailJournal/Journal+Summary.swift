import GRDB
public import MailRouting

/// How the messages and jobs stand, counted.
public struct JournalSummary: Sendable, Equatable {
    public let arrivals: [ArrivalState: Int]
    /// By kind and state name.
    public let deliveries: [String: Int]
    public let acknowledgements: [String: Int]

    /// Nothing is decided, claimed, due or waiting: what can be done has been done.
    public var isQuiet: Bool {
        let open = ["pending", "claimed", "retry", "uncertain"]
        return arrivals[.recorded, default: 0] == 0
            && open.allSatisfy { deliveries[$0, default: 0] == 0 && acknowledgements[$0, default: 0] == 0 }
    }
}

extension Journal {
    public func summary() throws(JournalFault) -> JournalSummary {
        try read("summary") { database in
            var arrivals: [ArrivalState: Int] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT state, count(*) AS n FROM arrival GROUP BY state") {
                if let state = ArrivalState(rawValue: row["state"]) { arrivals[state] = row["n"] }
            }
            func jobs(_ kind: JobKind) throws -> [String: Int] {
                try Row.fetchAll(
                    database, sql: "SELECT state, count(*) AS n FROM job WHERE kind = ? GROUP BY state",
                    arguments: [kind.rawValue]
                ).reduce(into: [:]) { $0[$1["state"] as String] = $1["n"] as Int }
            }
            return JournalSummary(
                arrivals: arrivals, deliveries: try jobs(.delivery), acknowledgements: try jobs(.acknowledgement))
        }
    }

    /// Removes what is older than the retention and settled: headers, decisions, jobs. The row that accounts for the
    /// UID stays, because a forgotten UID would be an unaccounted one.
    ///
    /// - Returns: how many arrivals were stripped.
    public func purge(settledBefore: Instant) throws(JournalFault) -> Int {
        try write("purge") { database in
            let old = """
                SELECT id FROM arrival WHERE recorded_at < ? AND header IS NOT NULL
                AND state IN ('routed', 'kept', 'vanished', 'own', 'known', 'ignored')
                AND NOT EXISTS (SELECT 1 FROM job WHERE job.arrival_id = arrival.id
                    AND job.state NOT IN ('done', 'dropped', 'failed'))
                """
            try database.execute(
                sql: "DELETE FROM decision WHERE arrival_id IN (\(old))", arguments: [settledBefore.milliseconds])
            try database.execute(
                sql: "DELETE FROM attempt WHERE job_id IN (SELECT id FROM job WHERE arrival_id IN (\(old)))",
                arguments: [settledBefore.milliseconds])
            try database.execute(
                sql: """
                    UPDATE job SET recipient = NULL, recipient_key = NULL, detail = NULL
                    WHERE arrival_id IN (\(old))
                    """, arguments: [settledBefore.milliseconds])
            try database.execute(
                sql: "UPDATE arrival SET header = NULL WHERE id IN (\(old))", arguments: [settledBefore.milliseconds])
            return database.changesCount
        }
    }
}
