import GRDB
public import MailRouting

/// How the messages and jobs stand, counted.
public struct JournalSummary: Sendable, Equatable {
    public let arrivals: [ArrivalState: Int]
    /// By kind and state name. `waiting` is an acknowledgement whose delivery is not done, or a delivery whose copies
    /// are not.
    public let deliveries: [String: Int]
    public let copies: [String: Int]
    public let acknowledgements: [String: Int]
    /// Whether acknowledgements go out, and if not, why not.
    public let sending: StormBreaker.State
    /// Arrivals that nothing and nobody will settle: under way without a job, held without a reason to find. It is 0; and
    /// `mailroom audit` counts what of the mailboxes the journal does not know.
    public let unaccounted: Int

    /// Nothing is decided, claimed, due or waiting: what can be done has been done.
    public var isQuiet: Bool {
        let open = ["pending", "claimed", "retry", "uncertain"]
        return arrivals[.recorded, default: 0] == 0
            && [deliveries, copies, acknowledgements].allSatisfy { jobs in
                open.allSatisfy { jobs[$0, default: 0] == 0 }
            }
    }
}

extension Journal {
    /// Counts everything at one instant.
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
                arrivals: arrivals, deliveries: try jobs(.delivery), copies: try jobs(.copy),
                acknowledgements: try jobs(.acknowledgement), sending: try Self.breakerState(database),
                unaccounted: try Self.unaccounted(in: nil, database))
        }
    }

    /// Removes what is older than the retention and settled: headers, decisions, attempts, who was
    /// answered. The row that accounts for the UID stays, because a forgotten UID would be an unaccounted one; and so does
    /// the key of an acknowledgement, because it is the promise of at most one.
    ///
    /// At most `Limits.purgeBatch` at once, the oldest first, so that nobody waits for a year of mail.
    ///
    /// - Returns: how many arrivals were stripped; 0 when none is left.
    public func purge(settledBefore: Instant) throws(JournalFault) -> Int {
        try write("purge") { database in
            // Whoever has no header was stripped before; whoever needs no jobs was accounted for when it was recorded.
            let old = try Int64.fetchAll(
                database,
                sql: """
                    SELECT arrival.id FROM header JOIN arrival ON arrival.id = header.arrival_id
                    WHERE arrival.recorded_at < ?1 AND arrival.state IN ('routed', 'kept', 'vanished', 'observed', 'returned')
                    AND NOT EXISTS (SELECT 1 FROM job WHERE job.arrival_id = arrival.id
                        AND (job.state NOT IN ('done', 'dropped', 'failed') OR job.settled_at >= ?1))
                    ORDER BY header.arrival_id LIMIT ?2
                    """, arguments: [settledBefore.milliseconds, Limits.purgeBatch])
            if old.isEmpty { return 0 }
            try Self.strip(old, database)
            return old.count
        }
    }
}
