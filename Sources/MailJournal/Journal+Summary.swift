import GRDB
public import MailRouting

/// How the messages and jobs stand, counted; real mail and simulated mail apart.
public struct JournalSummary: Sendable, Equatable {
    /// What is counted of one of the two.
    public struct Counts: Sendable, Equatable {
        /// Messages by what has become of them.
        public var arrivals: [ArrivalState: Int] = [:]
        /// By kind and state name. `waiting` is an acknowledgement whose delivery is not done, or a delivery whose copies
        /// are not.
        public var deliveries: [String: Int] = [:]
        /// Further copies, in the same way.
        public var copies: [String: Int] = [:]
        /// Acknowledgements, in the same way.
        public var acknowledgements: [String: Int] = [:]

        /// Nothing is decided, claimed, due or waiting.
        var isQuiet: Bool {
            let open = ["pending", "claimed", "retry", "uncertain"]
            return arrivals[.recorded, default: 0] == 0
                && [deliveries, copies, acknowledgements].allSatisfy { jobs in
                    open.allSatisfy { jobs[$0, default: 0] == 0 }
                }
        }
    }
    /// What people have sent.
    public let real: Counts
    /// What bears a seal of this installation.
    public let simulated: Counts

    /// Of real mail, as are the next three.
    public var arrivals: [ArrivalState: Int] { real.arrivals }
    /// Of real mail.
    public var deliveries: [String: Int] { real.deliveries }
    /// Of real mail.
    public var copies: [String: Int] { real.copies }
    /// Of real mail.
    public var acknowledgements: [String: Int] { real.acknowledgements }
    /// Whether acknowledgements go out, and if not, why not.
    public let sending: StormBreaker.State
    /// Arrivals that nothing and nobody will settle: under way without a job, held without a reason to find. It is 0; and
    /// `mailroom audit` counts what of the mailboxes the journal does not know.
    public let unaccounted: Int

    /// Nothing is decided, claimed, due or waiting: what can be done has been done.
    public var isQuiet: Bool { real.isQuiet && simulated.isQuiet }
}

extension Journal {
    /// Counts everything at one instant.
    public func summary() throws(JournalFault) -> JournalSummary {
        try read("summary") { database in
            var (real, simulated) = (JournalSummary.Counts(), JournalSummary.Counts())
            for row in try Row.fetchAll(
                database,
                sql: """
                    SELECT state, count(*) AS n, count(simulation) AS simulated FROM arrival GROUP BY state
                    """)
            {
                guard let state = ArrivalState(rawValue: row["state"]) else { continue }
                Self.add(row, to: &real.arrivals, &simulated.arrivals, state)
            }
            func count(_ kind: JobKind, _ jobs: WritableKeyPath<JournalSummary.Counts, [String: Int]>) throws {
                for row in try Row.fetchAll(
                    database,
                    sql: """
                        SELECT state, count(*) AS n, sum(simulated) AS simulated FROM job WHERE kind = ? GROUP BY state
                        """, arguments: [kind.rawValue])
                {
                    Self.add(row, to: &real[keyPath: jobs], &simulated[keyPath: jobs], row["state"] as String)
                }
            }
            try count(.delivery, \.deliveries)
            try count(.copy, \.copies)
            try count(.acknowledgement, \.acknowledgements)
            return JournalSummary(
                real: real, simulated: simulated, sending: try Self.breakerState(database),
                unaccounted: try Self.unaccounted(in: nil, database))
        }
    }

    /// A state in which nothing is stands in neither.
    private static func add<State>(
        _ row: Row, to real: inout [State: Int], _ simulated: inout [State: Int], _ state: State
    ) {
        let (all, made): (Int, Int) = (row["n"], row["simulated"])
        if all > made { real[state] = all - made }
        if made > 0 { simulated[state] = made }
    }
}
