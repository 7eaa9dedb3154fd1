import GRDB
public import MailRouting

/// What the journal has about a watched mailbox in its present generation, to be compared with the mailbox itself.
public struct MailboxBooks: Sendable, Equatable {
    let id: Int64
    public let address: MailboxAddress
    public let uidValidity: UIDValidity
    /// The last UID recorded; nil before the first. What lies above was not seen yet.
    public let watermark: UID?
    /// Up to here mail was left alone at the first contact: accounted for without a row each. Nil for none.
    public let skippedUpTo: UID?
    public let arrivals: [ArrivalState: Int]
    /// How many of these are simulated.
    public let simulated: Int
    /// As `JournalSummary.unaccounted`, of this mailbox.
    public let unaccounted: Int

    /// How a UID is accounted for by the watermark alone; nil when it takes a row.
    public func state(of uid: UID) -> UIDAccount? {
        if watermark.map({ uid > $0 }) ?? true { return .unseen }
        if skippedUpTo.map({ uid <= $0 }) ?? false { return .ignored }
        return nil
    }
}

/// How a UID that needs no row is accounted for.
public enum UIDAccount: Sendable, Equatable {
    /// Above the watermark: the agent has not got there.
    case unseen
    /// There before the agent, left alone as configured.
    case ignored
}

extension Journal {
    /// The books of every mailbox that was ever watched, the present generation of each.
    public func books() throws(JournalFault) -> [MailboxBooks] {
        try read("books") { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM mailbox WHERE NOT EXISTS (SELECT 1 FROM mailbox AS later
                        WHERE later.account = mailbox.account AND later.name = mailbox.name
                        AND (later.contacted_at, later.id) > (mailbox.contacted_at, mailbox.id))
                    ORDER BY account, name
                    """)
            return try rows.map { row in
                let id: Int64 = row["id"]
                var arrivals: [ArrivalState: Int] = [:]
                for count in try Row.fetchAll(
                    database,
                    sql: "SELECT state, count(*) AS n FROM arrival WHERE mailbox_id = ? GROUP BY state",
                    arguments: [id])
                {
                    if let state = ArrivalState(rawValue: count["state"]) { arrivals[state] = count["n"] }
                }
                return MailboxBooks(
                    id: id,
                    address: MailboxAddress(
                        account: AccountName(row["account"] as String), mailbox: MailboxName(row["name"] as String)),
                    uidValidity: UIDValidity(UInt32(truncatingIfNeeded: row["uidvalidity"] as Int64)),
                    watermark: UID(row["watermark"] as Int64), skippedUpTo: UID(row["skipped"] as Int64),
                    arrivals: arrivals,
                    simulated: try Int.fetchOne(
                        database,
                        sql: "SELECT count(*) FROM arrival WHERE simulation IS NOT NULL AND mailbox_id = ?",
                        arguments: [id]) ?? 0, unaccounted: try Self.unaccounted(in: id, database))
            }
        }
    }

    /// How those of `uids` that have a row are accounted for.
    public func states(of uids: [UID], in books: MailboxBooks) throws(JournalFault) -> [UID: ArrivalState] {
        try read("states in \(books.address)") { database in
            var states: [UID: ArrivalState] = [:]
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT uid, state FROM arrival
                        WHERE mailbox_id = ? AND uid IN (SELECT value FROM json_each(?))
                        """), arguments: [books.id, Self.list(uids.map { Int64($0.value) })])
            while let row = try rows.next() {
                if let uid = UID(row["uid"] as Int64) { states[uid] = ArrivalState(rawValue: row["state"]) }
            }
            return states
        }
    }

    /// As `JournalSummary.unaccounted`, without counting the rest.
    public func unaccounted() throws(JournalFault) -> Int {
        try read("unaccounted") { try Self.unaccounted(in: nil, $0) }
    }

    /// Arrivals that say something is under way, or waits for a person, where nothing is and nothing does.
    static func unaccounted(in mailbox: Int64?, _ database: Database) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*) FROM arrival
                    WHERE arrival.state IN ('routing', 'held') AND (?1 IS NULL OR mailbox_id = ?1) AND (
                        state = 'routing' AND NOT EXISTS (SELECT 1 FROM job WHERE job.arrival_id = arrival.id
                            AND kind = 'delivery' AND job.state IN ('waiting', 'claimed', 'pending', 'retry', 'uncertain'))
                        OR state = 'held' AND NOT EXISTS (SELECT 1 FROM job WHERE job.arrival_id = arrival.id
                            AND kind = 'delivery' AND job.state IN ('held', 'failed')))
                    """), arguments: [mailbox]) ?? 0
    }
}
