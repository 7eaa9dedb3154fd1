import GRDB
public import MailRouting

/// A response that was recognised: which acknowledgement caused it.
public struct RecordedResponse: Sendable, Equatable {
    public let arrival: ArrivalID
    public let kind: AcknowledgementResponse.Kind
    /// As the report has it: `5.1.1`.
    public let status: String?
    /// Nil when it bears our token and names none.
    public let acknowledgement: MessageID?
}

/// What came back for acknowledgements: bounces, absence notices, reflections.
extension Journal {
    /// Whether any acknowledgement was ever written down, so that something may come back.
    public func hasAcknowledged() throws(JournalFault) -> Bool {
        try read("acknowledgements") { database in
            try Int.fetchOne(
                database.cachedStatement(sql: "SELECT 1 FROM job WHERE message_id IS NOT NULL LIMIT 1")) != nil
        }
    }

    /// Those of `arrivals` that were recognised as responses, by what they say.
    public func responses(among arrivals: [ArrivalID]) throws(JournalFault) -> [RecordedResponse] {
        try read("responses") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT response.arrival_id, response.kind, response.status, job.message_id
                        FROM response LEFT JOIN job ON job.id = response.job_id
                        WHERE response.arrival_id IN (SELECT value FROM json_each(?)) ORDER BY response.arrival_id
                        """), arguments: [Self.list(arrivals.map(\.value))]
            ).compactMap { row in
                AcknowledgementResponse.Kind(rawValue: row["kind"]).map {
                    RecordedResponse(
                        arrival: ArrivalID(row["arrival_id"]), kind: $0, status: row["status"],
                        acknowledgement: (row["message_id"] as String?).map { MessageID($0) })
                }
            }
        }
    }

    /// Writes down which of the arrivals were caused by acknowledgements, before anything is decided about the rest.
    func recordResponses(_ decided: [DecidedArrival], now: Instant, _ database: Database) throws {
        var isAny = false
        // What was there before us answers nothing of ours.
        for item in decided where !item.isObserved {
            if let response = item.response, try record(response, of: item.id, now: now, database) { isAny = true }
        }
        if isAny { _ = try weighStorm(isUrgent: true, now: now, database) }
    }

    /// False when it is about nothing of ours.
    private func record(
        _ response: AcknowledgementResponse, of arrival: ArrivalID, now: Instant, _ database: Database
    ) throws -> Bool {
        var job = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT id, recipient_key FROM job WHERE message_id IN (SELECT value FROM json_each(?)) LIMIT 1"),
            arguments: [try Self.json(response.acknowledgements.map(\.rawValue))])
        if job == nil, !response.bearsOurToken { return false }
        if job == nil, let failed = response.failedAddress {
            job = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT id, recipient_key FROM job WHERE recipient_key = ? ORDER BY created_at DESC LIMIT 1
                        """), arguments: [failed.key])
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO response (arrival_id, job_id, kind, status, address_key, at) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            arrival.value, job?["id"] as Int64?, response.kind.rawValue, response.status,
            job?["recipient_key"] as String?, now.milliseconds,
        ])
        return true
    }
}
