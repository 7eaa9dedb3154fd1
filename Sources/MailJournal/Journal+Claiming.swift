import GRDB
import MailRouting

extension Journal {
    /// The states a dispatcher may claim once due, word for word as the index `job_open` has them.
    static let isOpen = "job.state IN ('pending', 'retry', 'uncertain')"

    /// Writes the attempt down before any network is touched.
    func claim(_ jobs: [JobID], now: Instant, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE job SET state = 'claimed', attempt = attempt + 1, due = ?, handed_over = 0
                WHERE id IN (SELECT value FROM json_each(?))
                """
        ).execute(arguments: [(now + Limits.claimTimeout).milliseconds, Self.list(jobs.map(\.value))])
    }

    /// Numbers as the JSON array that `json_each` takes apart: one statement for many rows.
    static func list(_ numbers: [Int64]) -> String {
        "[" + numbers.map(String.init).joined(separator: ",") + "]"
    }
}
