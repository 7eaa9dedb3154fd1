import CFaultyDisk
import GRDB

/// One operation of the journal's disk fails, below SQLite: a write that is cut short, a sync, a truncation.
struct DiskFault: Sendable {
    /// Counted from 1 over all lives of a run; 0 is none.
    let operation: Int
    /// The agent dies of it, so that nobody rolls back what has been written.
    let kills: Bool

    /// Of this thread, since the last `begin`.
    static var operations: Int { faulty_disk_operations() }
    var hasStruck: Bool { operation > 0 && Self.operations >= operation }

    func begin() throws {
        let code = faulty_disk_install()
        guard code == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        faulty_disk_begin(operation)
    }

    /// Says whether a life that begins now has ended with it; nil when it does not.
    func ending() -> (@Sendable () -> Bool)? {
        guard kills, !hasStruck else { return nil }
        return { hasStruck }
    }
}
