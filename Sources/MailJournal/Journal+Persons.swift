import Foundation
import GRDB
public import MailRouting

extension Journal {
    /// What is kept of each of these arrivals, a page at a time so that no writer waits.
    public func records(of arrivals: [ArrivalID]) throws(JournalFault) -> [PersonRecord] {
        try read("records") { database in
            try arrivals.compactMap { try Self.record(of: $0.value, database) }
        }
    }

    private static func record(of id: Int64, _ database: Database) throws -> PersonRecord? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT arrival.*, mailbox.account, mailbox.name, header.octets, response.kind AS response
                FROM arrival JOIN mailbox ON mailbox.id = mailbox_id
                LEFT JOIN header ON header.arrival_id = arrival.id LEFT JOIN response ON response.arrival_id = arrival.id
                WHERE arrival.id = ?
                """, arguments: [id])
        guard let row else { return nil }
        let header: DatabaseBlob? = row["octets"]
        let decision = try Row.fetchOne(database, sql: "SELECT * FROM decision WHERE arrival_id = ?", arguments: [id])
        let jobs = try Row.fetchAll(
            database, sql: "SELECT * FROM job WHERE arrival_id = ? ORDER BY id", arguments: [id])
        return PersonRecord(
            arrival: id, mailbox: "\(row["account"] as String)/\(row["name"] as String)", uid: row["uid"],
            arrivedAt: text(row["internal_date"]), recordedAt: text(row["recorded_at"]), state: row["state"],
            size: row["size"], digest: row["digest"],
            header: header.map { String(decoding: $0.bytes, as: UTF8.self) },
            decision: decision.map(Self.decision), jobs: try jobs.map { try job($0, database) },
            response: row["response"])
    }

    private static func decision(_ row: Row) -> PersonRecord.Decision {
        PersonRecord.Decision(
            at: text(row["decided_at"]), ruleSet: row["rule_set"], rule: row["rule"], priority: row["priority"],
            department: row["department"], language: row["language"], template: row["template"],
            refusal: row["refusal"], refusalEvidence: row["refusal_evidence"], attachments: row["attachments"])
    }

    private static func job(_ row: Row, _ database: Database) throws -> PersonRecord.Job {
        let id: Int64 = row["id"]
        let local: String? = row["recipient_local"]
        let domain: String? = row["recipient_domain"]
        let attempts = try Row.fetchAll(
            database, sql: "SELECT * FROM attempt WHERE job_id = ? ORDER BY number", arguments: [id])
        return PersonRecord.Job(
            kind: row["kind"], state: row["state"], department: row["department"], createdAt: text(row["created_at"]),
            settledAt: (row["settled_at"] as Int64?).map(text),
            recipient: local.flatMap { local in domain.map { "\(local)@\($0)" } }, recipientName: row["recipient_name"],
            template: row["template"], messageID: row["message_id"], sentAt: (row["sent_at"] as Int64?).map(text),
            detail: row["detail"],
            thread: try String.fetchAll(
                database, sql: "SELECT identifier FROM thread WHERE job_id = ? ORDER BY identifier", arguments: [id]),
            attempts: attempts.map {
                PersonRecord.Attempt(
                    at: text($0["ended_at"]), outcome: $0["outcome"], host: $0["host"], detail: $0["detail"])
            })
    }

    /// RFC 3339, in UTC.
    private static func text(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
