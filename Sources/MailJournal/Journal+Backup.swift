import Foundation
import GRDB

extension Journal {
    /// Writes a copy of the journal as of one instant into one new file, while agents go on working, and proves that it can
    /// be read.
    ///
    /// The copy knows that it is one: whoever puts it back gets a journal that sends nothing of which it cannot know whether
    /// it was sent since. Acknowledgements that were open are held in it, and its mailboxes are marked, so that what
    /// arrived after it was made is routed but not answered (`contact`).
    ///
    /// - Parameters:
    ///   - file: where the copy is to stand; it appears there whole or not at all.
    ///   - replacing: whether a file that is there may be replaced.
    /// - Throws: `JournalFault` when a file is there, when it cannot be written, or when the copy does not check out.
    public func backUp(to file: String, replacing: Bool) throws(JournalFault) {
        let draft = file + ".partial"
        do {
            if !replacing, access(file, F_OK) == 0 {
                throw JournalFault(step: "back up", path: file, kind: .cannotOpen, detail: "there is a file already")
            }
            try Self.remove(draft)
            do {
                try copy(to: draft)
                guard rename(draft, file) == 0, try Self.sync(folderOf: file) else {
                    let reason = String(cString: strerror(errno))
                    throw JournalFault(step: "back up", path: file, kind: .cannotOpen, detail: reason)
                }
            } catch {
                // What is reported is why there is no copy.
                try? Self.remove(draft)
                throw error
            }
        } catch let fault as JournalFault {
            throw fault
        } catch {
            throw JournalFault(step: "back up", path: file, error)
        }
    }

    private func copy(to draft: String) throws {
        let copy = try DatabaseQueue(path: draft)
        try database.backup(to: copy)
        try copy.writeWithoutTransaction { database in
            // One file, without a log beside it; the journal it becomes sets its own mode.
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        try copy.write { database in
            try database.execute(
                sql: """
                    UPDATE job SET state = 'held', handed_over = 0,
                        detail = 'from a backup: it may have been sent since the backup was made'
                    WHERE kind = 'acknowledgement' AND state IN ('waiting', 'pending', 'claimed', 'retry', 'uncertain');
                    UPDATE submission SET job_id = NULL;
                    UPDATE mailbox SET restored = 1;
                    """)
        }
        let answers = try copy.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(10)") }
        guard answers == ["ok"], try copy.read({ try Row.fetchOne($0, sql: "PRAGMA foreign_key_check") }) == nil else {
            throw JournalFault(
                step: "check the copy", path: draft, kind: .damaged, detail: answers.joined(separator: "; "))
        }
        try copy.close()
    }

    private static func remove(_ draft: String) throws {
        for name in [draft, draft + "-journal", draft + "-wal", draft + "-shm"]
        where unlink(name) != 0 && errno != ENOENT {
            throw JournalFault(
                step: "back up", path: name, kind: .cannotOpen, detail: String(cString: strerror(errno)))
        }
    }

    /// A name is on disk only when its folder is.
    private static func sync(folderOf file: String) throws -> Bool {
        let folder = open(URL(fileURLWithPath: file).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        return fsync(folder) == 0
    }
}
