import GRDB
public import MailRouting

/// Several agents on the same mailboxes, each with a journal of its own.
extension Journal {
    /// Who this journal's agent is among others: made with the journal, and the same in its backups.
    public func identity() throws(JournalFault) -> String {
        try read("identity") { database in
            guard let name = try String.fetchOne(database, sql: "SELECT name FROM identity") else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the journal has no name")
            }
            return name
        }
    }

    /// Lets go of arrivals that were recorded and not decided, because they are another agent's or gone.
    public func concede(theirs: [ArrivalID], vanished: [ArrivalID]) throws(JournalFault) {
        try write("concede") { database in
            for (ids, state) in [(theirs, ArrivalState.theirs), (vanished, .vanished)] where !ids.isEmpty {
                let list = Self.list(ids.map(\.value))
                try database.execute(
                    sql: """
                        UPDATE arrival SET state = ? WHERE id IN (SELECT value FROM json_each(?)) AND state = 'recorded'
                        """, arguments: [state.rawValue, list])
                try database.execute(
                    sql: "DELETE FROM header WHERE arrival_id IN (SELECT value FROM json_each(?))", arguments: [list])
            }
        }
    }
}
