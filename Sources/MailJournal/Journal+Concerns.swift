import GRDB
import MailRouting

extension Journal {
    /// What a person has to look at, as the agent last wrote it down; what lasts longest first.
    public func concerns() throws(JournalFault) -> [Concern] {
        try read("concerns") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM concern ORDER BY since, subject").map { row in
                Concern(
                    subject: row["subject"], since: Instant(milliseconds: row["since"]), text: row["text"],
                    next: row["next"])
            }
        }
    }

    /// An agent that starts knows of none; what lasts it finds again.
    public func forgetConcerns() throws(JournalFault) {
        try write("forget concerns") { try $0.execute(sql: "DELETE FROM concern") }
    }

    /// - Parameter concerns: by subject; nil for what is over. One that goes on keeps its instant.
    static func note(_ concerns: [String: Concern?], in database: Database) throws {
        for (subject, concern) in concerns {
            guard let concern else {
                try database.execute(sql: "DELETE FROM concern WHERE subject = ?", arguments: [subject])
                continue
            }
            try database.execute(
                sql: """
                    INSERT INTO concern (subject, since, text, next) VALUES (?, ?, ?, ?)
                    ON CONFLICT (subject) DO UPDATE SET text = excluded.text, next = excluded.next
                    """,
                arguments: [subject, concern.since.milliseconds, concern.text, concern.next])
        }
    }
}
