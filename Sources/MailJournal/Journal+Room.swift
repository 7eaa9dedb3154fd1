import GRDB

/// A disk that is full, and whether it still is.
extension Journal {
    /// Finds out whether the journal can be written again after it could not be: by writing as much as a batch of headers
    /// takes, and letting go of it. The pages stay in the file and are used by what comes next.
    ///
    /// A small write proves nothing: it may fit into a page that is there already.
    ///
    /// - Returns: why it still cannot be written; nil when it can.
    public func findRoom() -> JournalFault? {
        guard refusal != nil else { return nil }
        do {
            try write("look for room") { database in
                try database.execute(sql: "INSERT INTO room (octets) VALUES (zeroblob(?))", arguments: [Limits.room])
            }
            // Apart, or SQLite would find out that there is nothing to be written.
            try write("let go of the room") { try $0.execute(sql: "DELETE FROM room") }
            refusal = nil
            return nil
        } catch { return error }
    }
}
