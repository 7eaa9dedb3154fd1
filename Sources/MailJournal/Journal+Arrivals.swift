import GRDB
public import MailRouting

/// One generation of a watched mailbox as the journal knows it.
public struct WatchedMailbox: Sendable, Equatable {
    /// How the mailbox compares with what the journal knew.
    public enum Change: Sendable, Equatable {
        /// Never seen before.
        case firstContact
        case unchanged
        /// UIDVALIDITY is another: every UID known before is void, content tells what was seen before.
        case newGeneration
    }
    public let id: Int64
    public let address: MailboxAddress
    public let uidValidity: UIDValidity
    /// The last UID recorded; nil before the first.
    public let watermark: UID?
    /// UIDNEXT at the first contact with this generation: what lies below was there before us.
    public let firstUIDNext: UID
    public let firstContactAt: Instant
    /// UIDNEXT at the first contact after a backup was put back: what lies below may have been answered.
    public let restoredUIDNext: UID?
    /// 1 for the first UIDVALIDITY ever seen; above, the mailbox is read again from its start.
    public let generation: Int
    public let change: Change
}

/// An arrival with its number in the journal and what the journal makes of it.
public struct RecordedArrival: Sendable, Equatable {
    /// What the journal recognised it as.
    public enum Disposition: String, Sendable {
        /// To be decided.
        case new = "recorded"
        /// The agent's own delivery, known by its UID or its fingerprint: never routed again.
        case own
        /// Dealt with before UIDVALIDITY changed.
        case known
        /// Another agent has claimed it.
        case theirs
        /// Was there before the agent, and the configuration says to leave such mail alone.
        case ignored
    }
    public let id: ArrivalID
    public let arrival: Arrival
    public let disposition: Disposition
    /// Only what arrives while the agent watches is ever acknowledged.
    public let discovery: Discovery
    /// To be decided, and left where it is whatever the decision says (`Backlog.observe`).
    public let isObserved: Bool
}

extension Journal {
    /// Notes that a mailbox was selected, and tells where recording goes on.
    public func contact(
        _ address: MailboxAddress, _ status: MailboxStatus, backlog: Backlog, now: Instant
    ) throws(JournalFault) -> WatchedMailbox {
        try write("contact \(address)") { database in
            let generations = try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT * FROM mailbox WHERE account = ? AND name = ? ORDER BY contacted_at DESC"),
                arguments: [address.account.rawValue, address.mailbox.rawValue])
            if let known = generations.first(where: { $0["uidvalidity"] == Int64(status.uidValidity.value) }) {
                // In a backup that was put back, what came since it was made may have been answered: it is found again
                // by a rescan. It is still decided and routed, because it may as well be new.
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            UPDATE mailbox SET contacted_at = ?1, restored = 0,
                                restored_uidnext = CASE restored WHEN 0 THEN restored_uidnext ELSE ?2 END
                            WHERE id = ?3 RETURNING *
                            """),
                    arguments: [now.milliseconds, Int64(status.uidNext.value), known["id"] as Int64])
                return WatchedMailbox(row ?? known, address, status.uidValidity, .unchanged)
            }
            // Their UIDs are void: what of them is still there is found again under its new one.
            try database.execute(
                sql: """
                    UPDATE arrival SET state = 'vanished' WHERE state = 'recorded'
                    AND mailbox_id IN (SELECT id FROM mailbox WHERE account = ? AND name = ?)
                    """, arguments: [address.account.rawValue, address.mailbox.rawValue])
            let firstContactAt: Int64 = generations.map { $0["first_contact_at"] }.min() ?? now.milliseconds
            // At the very first contact old mail is left alone unless the operator wants it routed. A new generation
            // is read from the start: fingerprints tell what was dealt with before.
            let skips = generations.isEmpty && backlog == .ignore
            try database.execute(
                sql: """
                    INSERT INTO mailbox
                    (account, name, uidvalidity, generation, watermark, skipped, first_uidnext, first_contact_at,
                        contacted_at)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8)
                    """,
                arguments: [
                    address.account.rawValue, address.mailbox.rawValue, Int64(status.uidValidity.value),
                    generations.count + 1,
                    skips ? Int64(status.uidNext.value) - 1 : 0, Int64(status.uidNext.value), firstContactAt,
                    now.milliseconds,
                ])
            let row = try Row.fetchOne(database, sql: "SELECT * FROM mailbox WHERE id = last_insert_rowid()")
            guard let row else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
            return WatchedMailbox(
                row, address, status.uidValidity, generations.isEmpty ? .firstContact : .newGeneration)
        }
    }

    /// Transaction 1: writes down what arrived and moves the watermark, both or neither.
    ///
    /// - Parameters:
    ///   - watermark: the highest UID that was looked at; UIDs below it that were not found do not exist.
    ///   - claim: how agents mark messages as theirs; nil while there is one agent.
    /// - Returns: the arrivals that were not in the journal yet, in the order given.
    public func record(
        _ arrivals: [Arrival], in mailbox: WatchedMailbox, watermark: UID, backlog: Backlog,
        claim: AgentClaim? = nil, now: Instant
    ) throws(JournalFault) -> [RecordedArrival] {
        try write("record arrivals in \(mailbox.address)") { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO arrival
                    (mailbox_id, uid, digest, size, internal_date, flags, discovery, observed, recorded_at, state,
                        simulation)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            let header = try database.cachedStatement(sql: "INSERT INTO header (arrival_id, octets) VALUES (?, ?)")
            var recorded: [RecordedArrival] = []
            recorded.reserveCapacity(arrivals.count)
            for arrival in arrivals {
                let (disposition, isObserved) = try Recognition.disposition(
                    of: arrival, in: mailbox, backlog, claim, database)
                let discovery = Recognition.discovery(of: arrival, in: mailbox)
                try insert.execute(arguments: [
                    mailbox.id, Int64(arrival.location.uid.value), arrival.fingerprint.digest,
                    Int64(arrival.fingerprint.size), arrival.internalDate.milliseconds,
                    arrival.flags.joined(separator: " "), discovery.rawValue, isObserved, now.milliseconds,
                    disposition.rawValue, arrival.simulation?.rawValue,
                ])
                guard database.changesCount == 1 else { continue }
                let id = database.lastInsertedRowID
                // Only what is to be decided or answered needs its header again.
                if disposition == .new { try header.execute(arguments: [id, DatabaseBlob(arrival.header)]) }
                recorded.append(
                    RecordedArrival(
                        id: ArrivalID(id), arrival: arrival, disposition: disposition,
                        discovery: discovery, isObserved: isObserved))
            }
            try database.cachedStatement(sql: "UPDATE mailbox SET watermark = max(watermark, ?) WHERE id = ?").execute(
                arguments: [Int64(watermark.value), mailbox.id])
            return recorded
        }
    }

    /// Arrivals that were written down but not decided when the process ended, oldest first.
    public func undecided(in mailbox: WatchedMailbox, limit: Int) throws(JournalFault) -> [RecordedArrival] {
        try read("undecided arrivals") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT arrival.*, header.octets FROM arrival LEFT JOIN header ON header.arrival_id = arrival.id
                        WHERE mailbox_id = ? AND state = 'recorded' ORDER BY arrival.id LIMIT ?
                        """),
                arguments: [mailbox.id, limit]
            ).compactMap { RecordedArrival($0, in: mailbox) }
        }
    }
}

extension WatchedMailbox {
    fileprivate init(_ row: Row, _ address: MailboxAddress, _ uidValidity: UIDValidity, _ change: Change) {
        self.init(
            id: row["id"], address: address, uidValidity: uidValidity, watermark: UID(row["watermark"] as Int64),
            firstUIDNext: UID(row["first_uidnext"] as Int64) ?? UID.first,
            firstContactAt: Instant(milliseconds: row["first_contact_at"]),
            restoredUIDNext: UID(row["restored_uidnext"] as Int64), generation: row["generation"],
            change: change)
    }
}

extension Discovery {
    /// What the column says. A word this version does not know is taken for the one that sends nothing.
    init(journal word: String) { self = Discovery(rawValue: word) ?? .backlog }
}

extension RecordedArrival {
    fileprivate init?(_ row: Row, in mailbox: WatchedMailbox) {
        guard let uid = UID(row["uid"] as Int64) else { return nil }
        let header: [UInt8] = (row["octets"] as DatabaseBlob?)?.bytes ?? []
        let flags: String = row["flags"]
        self.init(
            id: ArrivalID(row["id"]),
            arrival: Arrival(
                location: Location(mailbox: mailbox.address, uidValidity: mailbox.uidValidity, uid: uid),
                fingerprint: Fingerprint(digest: row["digest"], size: UInt32(truncatingIfNeeded: row["size"] as Int64)),
                internalDate: Instant(milliseconds: row["internal_date"]),
                flags: flags.split(separator: " ").map(String.init), header: header,
                simulation: (row["simulation"] as String?).map { SimulationID($0) }),
            disposition: .new, discovery: Discovery(journal: row["discovery"]), isObserved: row["observed"])
    }
}
