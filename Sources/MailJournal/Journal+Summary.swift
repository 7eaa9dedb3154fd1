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
}
