import GRDB

/// Why the journal could not do what was asked. Nothing of the transaction was kept.
public struct JournalFault: Error, Sendable, CustomStringConvertible {
    /// What a caller can decide on; SQLite's result codes, grouped.
    public enum Kind: Sendable, Equatable {
        case cannotOpen, full, readOnly, damaged, busy, newerVersion, io, other
    }
    public let step: String
    public let path: String
    public let kind: Kind
    /// SQLite's own words.
    public let detail: String

    init(step: String, path: String, kind: Kind, detail: String) {
        self.step = step
        self.path = path
        self.kind = kind
        self.detail = detail
    }

    init(step: String, path: String, _ error: any Error) {
        self.step = step
        self.path = path
        self.detail = String(describing: error)
        guard let error = error as? DatabaseError else {
            kind = .other
            return
        }
        kind =
            switch error.resultCode {
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .cannotOpen
            case .SQLITE_FULL: .full
            case .SQLITE_READONLY: .readOnly
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_IOERR: .io
            default: .other
            }
    }

    public var description: String { "journal \(path): \(step): \(detail)" }

    /// Whether the file could not be written at all, whatever was to be written.
    public var isAboutTheFile: Bool {
        switch kind {
        case .full, .readOnly, .io, .busy, .cannotOpen, .damaged: true
        case .newerVersion, .other: false
        }
    }

    /// What a person can do about it; nil where it mends itself or nobody can say.
    public var nextStep: String? {
        switch kind {
        case .full: "make room on the disk; the agent goes on by itself"
        case .readOnly, .cannotOpen: "give the user mailroom runs as the right to write \(path) and its folder"
        case .damaged:
            "stop mailroom, move \(path), \(path)-wal and \(path)-shm aside, put the last 'mailroom backup' in its "
                + "place, and start again; docs/reliability.md says what holds then"
        case .newerVersion: "run the newer mailroom again, or put back the backup made before it was installed"
        case .busy: "another program holds the journal; end it if it stays"
        case .io: "look at the disk: the kernel's log says what failed"
        case .other: nil
        }
    }
}
