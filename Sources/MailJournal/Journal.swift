import Foundation
package import GRDB
import MailRouting

/// The one table between the two loops: what arrived, what was decided, what is to be done and how far it is.
///
/// Every operation is one transaction, on disk when it returns (SQLite WAL, `synchronous = FULL`). The first loop only
/// adds arrivals and decisions; the second only claims and settles jobs. Either can be killed anywhere.
///
/// The actor runs on a queue of its own, and its operations are synchronous inside, so a cancelled task cannot undo the
/// writing down of something that has already happened.
public actor Journal {
    /// For the simulation, which makes commits fail and looks with its own eyes.
    package nonisolated let database: DatabaseQueue
    /// What the storm breaker need not count or tell again.
    var breaker = BreakerMemory()
    /// The axis of the rate windows in this run, from their first use.
    var runClock: RunClock?
    /// Why the journal could not be written the last time it could not, until `findRoom` finds that it can again.
    public internal(set) var refusal: JournalFault?
    /// How far the wall clock was ahead of the axis when that was last written down in this run.
    var markedOffset: Interval?
    private let executor: any SerialExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the journal, making or migrating it as needed.
    ///
    /// - Throws: `JournalFault` when the file cannot be opened, is damaged, or was written by a newer version.
    public init(path: String) throws(JournalFault) { try self.init(path: path, on: JournalExecutor()) }

    /// - Parameter executor: where its operations run; a simulation runs everything on one thread.
    package init(path: String, on executor: any SerialExecutor) throws(JournalFault) {
        self.executor = executor
        var configuration = GRDB.Configuration()
        configuration.label = "mailroom.journal"
        configuration.busyMode = .timeout(Limits.lockPatience)
        configuration.prepareDatabase { database in
            // SQLite answers with the mode it has, which is another where the file system cannot share memory.
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "no write-ahead log: \(mode ?? "no answer")")
            }
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA cache_size = -8000")
        }
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = Schema.migrator()
            if try database.read({ try migrator.hasBeenSuperseded($0) }) {
                throw JournalFault(step: "open", path: path, kind: .newerVersion, detail: "made by a newer mailroom")
            }
            try migrator.migrate(database)
            let check = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard check == "ok" else {
                throw JournalFault(step: "check", path: path, kind: .damaged, detail: check ?? "no answer")
            }
        } catch let fault as JournalFault {
            throw fault
        } catch {
            throw JournalFault(step: "open", path: path, error)
        }
    }

    /// Opens the journal only to look, also while an agent works with it: nothing is migrated, checked or written, and
    /// no look keeps a writer waiting.
    ///
    /// - Throws: `JournalFault` when there is no journal, or when another version made it.
    public init(reading path: String) throws(JournalFault) {
        executor = JournalExecutor()
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        database = try Self.joined(path, configuration)
    }

    /// Opens a journal that is there to write something down for the agent that works with it: nothing is migrated.
    ///
    /// - Throws: `JournalFault` when there is no journal, or when another version made it.
    public init(joining path: String) throws(JournalFault) {
        executor = JournalExecutor()
        var configuration = GRDB.Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        database = try Self.joined(path, configuration)
    }

    static func joined(
        _ path: String, _ configuration: GRDB.Configuration
    ) throws(JournalFault) -> DatabaseQueue {
        var configuration = configuration
        configuration.label = "mailroom.journal"
        configuration.busyMode = .timeout(Limits.lockPatience)
        do {
            guard access(path, F_OK) == 0 else {
                throw JournalFault(step: "open", path: path, kind: .cannotOpen, detail: "there is no journal")
            }
            let database = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = Schema.migrator()
            let (isNewer, isComplete) = try database.read {
                (try migrator.hasBeenSuperseded($0), try migrator.hasCompletedMigrations($0))
            }
            if isNewer {
                throw JournalFault(step: "open", path: path, kind: .newerVersion, detail: "made by a newer mailroom")
            }
            if !isComplete {
                throw JournalFault(
                    step: "open", path: path, kind: .other,
                    detail: "made by an older mailroom; the next 'mailroom run' brings it up to date")
            }
            return database
        } catch let fault as JournalFault {
            throw fault
        } catch {
            throw JournalFault(step: "open", path: path, error)
        }
    }

    /// One transaction that writes.
    func write<T>(_ step: String, _ work: (Database) throws -> T) throws(JournalFault) -> T {
        do { return try database.write(work) } catch {
            let fault = JournalFault(step: step, path: database.path, error)
            if fault.isAboutTheFile { refusal = fault }
            throw fault
        }
    }

    /// One consistent look. It has nothing to keep, so it ends with a rollback.
    ///
    /// GRDB's own `read` switches `PRAGMA query_only` on and off, and after that SQLite prepares every statement anew,
    /// those of the transactions that write too.
    func read<T>(_ step: String, _ work: (Database) throws -> T) throws(JournalFault) -> T {
        do {
            return try database.unsafeRead { database in
                try database.beginTransaction(.deferred)
                let result = Result { try work(database) }
                try database.rollback()
                return try result.get()
            }
        } catch { throw JournalFault(step: step, path: database.path, error) }
    }

    /// Folds the write-ahead log into the file, so that a copied or closed journal is one file.
    public func checkpoint() throws(JournalFault) {
        do {
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        } catch { throw JournalFault(step: "checkpoint", path: database.path, error) }
    }
}
