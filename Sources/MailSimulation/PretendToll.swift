import GRDB
import MailJournal

/// Strikes at the journal: every commit is a call like any other, and the dead commit nothing.
final class PretendToll: TransactionObserver {
    private let life: PretendLife
    private let faults: PretendFaults
    /// Used on the journal's queue only.
    private var diesAfterCommit = false

    init(_ life: PretendLife, _ faults: PretendFaults) {
        self.life = life
        self.faults = faults
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseWillCommit() throws {
        let full = DatabaseError(resultCode: .SQLITE_FULL, message: "pretended")
        guard !life.isDead else { throw full }
        life.step()
        switch faults.strike(at: "journal COMMIT") {
        case nil: break
        case .before, .after: throw full
        case .killBefore:
            life.end()
            throw full
        case .killAfter: diesAfterCommit = true
        }
    }

    func databaseDidCommit(_ database: Database) { if diesAfterCommit { life.end() } }
    func databaseDidRollback(_ database: Database) {}
}

extension Journal {
    func observe(_ toll: sending PretendToll) throws {
        database.add(transactionObserver: toll, extent: .databaseLifetime)
    }

    /// The last UID recorded, by mailbox and UIDVALIDITY.
    func watermarks() throws -> [String: Int64] {
        try database.read { database in
            try Row.fetchAll(database, sql: "SELECT account, name, uidvalidity, watermark FROM mailbox").reduce(
                into: [:]
            ) { marks, row in
                marks["\(row["account"] as String)/\(row["name"] as String) \(row["uidvalidity"] as Int64)"] =
                    row["watermark"]
            }
        }
    }
}
