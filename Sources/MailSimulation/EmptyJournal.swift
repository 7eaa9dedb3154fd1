import Foundation
import MailJournal

/// An empty journal, made once for all worlds: to make its tables anew for each costs more than many a run.
enum EmptyJournal {
    private static let file = Result {
        let folder = try WorldFolder.make()
        defer { WorldFolder.remove(folder) }
        let path = folder.appendingPathComponent("journal.sqlite")
        let journal = try Journal(path: path.path)
        try journal.fold()
        return try Data(contentsOf: path)
    }

    /// The path of a new one.
    static func put(in folder: URL) throws -> URL {
        let path = folder.appendingPathComponent("journal.sqlite")
        try file.get().write(to: path)
        return path
    }
}
