import GRDB
public import MailRouting

/// What is left of a person who asked to be forgotten.
public struct Forgetting: Sendable, Equatable {
    /// Arrivals of which only the row that accounts for the UID is left.
    public let stripped: Int
    /// Arrivals with work to be done or held: they need what they know. Forget again when they are settled.
    public let open: [ArrivalID]

    public init(stripped: Int, open: [ArrivalID]) {
        self.stripped = stripped
        self.open = open
    }
}

extension Journal {
    /// Takes out everything about a person but the rows that account for UIDs, as the retention does in time: headers,
    /// decisions, recipients, attempts, threads, answers. What is deleted is overwritten.
    ///
    /// The windows of that person begin anew: at most one day's acknowledgements more, and nobody is kept for that.
    public func forget(_ address: Address) throws(JournalFault) -> Forgetting {
        let concerned = try arrivals(concerning: address)
        return try write("forget") { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            let list = Self.list(concerned.map(\.value))
            let settled = try Int64.fetchAll(
                database,
                sql: """
                    SELECT id FROM arrival WHERE id IN (SELECT value FROM json_each(?)) AND state NOT IN ('recorded', 'routing',
                        'held')
                    AND NOT EXISTS (SELECT 1 FROM job WHERE job.arrival_id = arrival.id
                        AND job.state NOT IN ('done', 'dropped', 'failed'))
                    """, arguments: [list])
            for kind in Retention.Kind.allCases { try Self.strip(settled, of: kind, database) }
            let open = Set(concerned.map(\.value)).subtracting(settled)
            return Forgetting(stripped: settled.count, open: open.sorted().map { ArrivalID($0) })
        }
    }

    /// The arrivals whose header, decision, jobs or answers name the address, in the order of their numbers.
    public func arrivals(concerning address: Address) throws(JournalFault) -> [ArrivalID] {
        let mention = AddressMention(address)
        return try read("search") { database in
            var found = Set<Int64>()
            for (sql, column) in Self.personalTexts {
                // SQLite finds the octets, without regard to borders; the borders are looked at here.
                let rows = try Row.fetchCursor(
                    database, sql: "\(sql) WHERE instr(lower(CAST(\(column) AS TEXT)), ?) > 0",
                    arguments: [mention.spelling])
                while let row = try rows.next() {
                    let bytes: DatabaseBlob? = row["text"]
                    if let bytes, mention.count(in: bytes.bytes) > 0 { found.insert(row["arrival_id"]) }
                }
            }
            return found.sorted().map { ArrivalID($0) }
        }
    }

    /// Every place of the journal that may name a person, and whose arrival it is.
    private static let personalTexts: [(sql: String, column: String)] = [
        ("SELECT arrival_id, octets AS text FROM header", "octets"),
        ("SELECT arrival_id, CAST(refusal_evidence AS BLOB) AS text FROM decision", "refusal_evidence"),
        ("SELECT arrival_id, CAST(attachments AS BLOB) AS text FROM decision", "attachments"),
        (
            "SELECT arrival_id, CAST(recipient_local || '@' || recipient_domain AS BLOB) AS text FROM job",
            "recipient_local || '@' || recipient_domain"
        ),
        ("SELECT arrival_id, CAST(recipient_key AS BLOB) AS text FROM job", "recipient_key"),
        ("SELECT arrival_id, CAST(sender_key AS BLOB) AS text FROM job", "sender_key"),
        ("SELECT arrival_id, CAST(detail AS BLOB) AS text FROM job", "detail"),
        (
            "SELECT job.arrival_id, CAST(attempt.detail AS BLOB) AS text FROM attempt JOIN job ON job.id = job_id",
            "attempt.detail"
        ),
        ("SELECT arrival_id, CAST(address_key AS BLOB) AS text FROM response", "address_key"),
        (
            """
            SELECT job.arrival_id, CAST(response.address_key AS BLOB) AS text
            FROM response JOIN job ON job.id = response.job_id
            """, "response.address_key"
        ),
    ]
}
