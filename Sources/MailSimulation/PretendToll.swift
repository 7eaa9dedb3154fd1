import GRDB
import MailJournal

/// Strikes at the journal: every commit is a call like any other, and the dead commit nothing.
final class PretendToll: TransactionObserver {
    private let life: PretendLife
    private let faults: PretendFaults
    private let clock: PretendClock
    /// Used on the journal's queue only.
    private var diesAfterCommit = false

    init(_ life: PretendLife, _ faults: PretendFaults, _ clock: PretendClock) {
        self.life = life
        self.faults = faults
        self.clock = clock
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseWillCommit() throws {
        let full = DatabaseError(resultCode: .SQLITE_FULL, message: "pretended")
        guard !life.isDead else { throw full }
        life.step()
        switch faults.strike(at: "journal COMMIT") {
        case nil: break
        case .slow: clock.pass(.seconds(30))
        case .killBefore:
            life.end()
            throw full
        case .killAfter: diesAfterCommit = true
        case .before, .after, .stall, .stallAfter, .partly, .bye, .throttle, .refuse: throw full
        }
    }

    func databaseDidCommit(_ database: Database) { if diesAfterCommit { life.end() } }
    func databaseDidRollback(_ database: Database) {}
}

extension Journal {
    nonisolated func observe(_ toll: sending PretendToll) {
        database.add(transactionObserver: toll, extent: .databaseLifetime)
    }

    /// Keeps SQLite from adding pages to the file, as a full disk does, or lets it again.
    nonisolated func limitGrowth(_ isFull: Bool, failing: (String) -> Void) {
        do {
            try database.writeWithoutTransaction { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                // SQLite's own bound.
                _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(isFull ? pages : 1_073_741_823)")
            }
        } catch { failing("the journal cannot be limited: \(error)") }
    }
}
