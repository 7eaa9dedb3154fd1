import GRDB
public import MailRouting

/// A simulated message that has arrived.
public struct SimulatedArrival: Sendable {
    /// Its number in the walk.
    public let id: ArrivalID
    /// Where it arrived.
    public let account: AccountName
    /// As fetched, bounded.
    public let header: [UInt8]
}

/// What is asked about simulated mail, which has an index of its own.
extension Journal {
    /// A page of those of one simulated week whose header is kept, in the order of their numbers.
    ///
    /// - Returns: at most `limit`; fewer only at the end.
    public func arrivals(
        of simulation: SimulationID, after last: ArrivalID?, limit: Int
    ) throws(JournalFault) -> [SimulatedArrival] {
        try read("simulated arrivals") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT arrival.id, mailbox.account, header.octets
                        FROM arrival CROSS JOIN mailbox ON mailbox.id = arrival.mailbox_id
                            JOIN header ON header.arrival_id = arrival.id
                        WHERE arrival.simulation = ? AND arrival.id > ? ORDER BY arrival.id LIMIT ?
                        """), arguments: [simulation.rawValue, last?.value ?? 0, limit]
            ).map { row in
                SimulatedArrival(
                    id: ArrivalID(row["id"]), account: AccountName(row["account"] as String),
                    header: (row["octets"] as DatabaseBlob?)?.bytes ?? [])
            }
        }
    }

    /// Every mailbox that simulated mail was brought to, and where its sources are kept.
    public func simulatedPlaces() throws(JournalFault) -> [MailboxAddress] {
        try read("where simulated mail is") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT job.destination_account AS account, job.destination_mailbox AS name
                        FROM arrival CROSS JOIN job ON job.arrival_id = arrival.id
                        WHERE arrival.simulation IS NOT NULL AND job.destination_mailbox IS NOT NULL
                        UNION SELECT mailbox.account, job.kept_mailbox
                        FROM arrival CROSS JOIN job ON job.arrival_id = arrival.id
                            JOIN mailbox ON mailbox.id = arrival.mailbox_id
                        WHERE arrival.simulation IS NOT NULL AND job.kept_mailbox IS NOT NULL
                        """)
            ).map { row in
                MailboxAddress(
                    account: AccountName(row["account"] as String), mailbox: MailboxName(row["name"] as String))
            }
        }
    }

    /// Simulated mail was removed from the mailboxes: what of it waits for a person goes on, to find that its message is
    /// gone, and what would still be sent about it is dropped. What is under way finds out by itself.
    ///
    /// - Parameter simulation: nil for all.
    /// - Returns: how many acknowledgements were dropped.
    public func forgetSimulated(_ simulation: SimulationID?, now: Instant) throws(JournalFault) -> Int {
        try write("let go of simulated mail") { database in
            let meant = """
                arrival_id IN (SELECT id FROM arrival WHERE simulation IS NOT NULL AND (?1 IS NULL OR simulation = ?1))
                """
            try database.execute(
                sql: """
                    UPDATE job SET state = 'pending', due = 0, detail = NULL, requeued_at = ?2, settled_at = NULL
                    WHERE kind = 'delivery' AND state IN ('held', 'failed') AND \(meant)
                    """, arguments: [simulation?.rawValue, now.milliseconds])
            try database.execute(
                sql: """
                    UPDATE arrival SET state = ?2 WHERE state = ?3 AND simulation IS NOT NULL
                    AND (?1 IS NULL OR simulation = ?1)
                    """,
                arguments: [simulation?.rawValue, ArrivalState.routing.rawValue, ArrivalState.held.rawValue])
            try database.execute(
                sql: """
                    UPDATE job SET state = 'dropped', detail = 'its simulated message was removed', settled_at = ?2
                    WHERE kind = 'acknowledgement' AND state IN ('waiting', 'pending', 'retry', 'held', 'failed')
                    AND \(meant)
                    """, arguments: [simulation?.rawValue, now.milliseconds])
            return database.changesCount
        }
    }

    /// Whether a letter that is no job has to wait: something in the queue can be sent now and stands before it, or
    /// nothing is to be sent at all.
    ///
    /// - Parameter rank: the letter's place in the queue (`QueueOrder`).
    public func isOvertaken(_ rank: Instant, now: Instant) throws(JournalFault) -> Bool {
        try read("who is next") { database in
            if try !Self.breakerState(database).isClosed { return true }
            return try Int.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT 1 FROM job WHERE job.lane = '' AND \(Self.isOpen) AND job.state <> 'uncertain'
                        AND job.rank <= ? AND job.due <= ? LIMIT 1
                        """), arguments: [rank.milliseconds, now.milliseconds]) != nil
        }
    }
}
