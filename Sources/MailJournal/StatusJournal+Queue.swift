import GRDB
import MailRouting

extension StatusJournal {
    /// The acknowledgements that are next, in the order they are taken in.
    public func nextAcknowledgements(limit: Int) throws(JournalFault) -> [QueuedJob] {
        try read("what is next") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        \(Journal.queuedColumns) WHERE lane = '' AND state IN ('pending', 'retry', 'uncertain')
                        ORDER BY rank, id LIMIT ?
                        """), arguments: [limit]
            ).map(Journal.queued)
        }
    }

    /// What waits for a person, the newest first.
    public func inNeedOfAPerson(limit: Int) throws(JournalFault) -> [QueuedJob] {
        try read("what is held or has failed") { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        \(Journal.queuedColumns) WHERE state NOT IN ('done', 'dropped')
                        AND kind IN ('delivery', 'copy', 'acknowledgement', 'undo') AND state IN ('held', 'failed')
                        ORDER BY id DESC LIMIT ?
                        """), arguments: [limit]
            ).map(Journal.queued)
        }
    }
}
