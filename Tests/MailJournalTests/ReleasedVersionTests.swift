import Foundation
import GRDB
import MailRouting
import Testing

@testable import MailJournal

@Suite("journals of earlier versions")
struct ReleasedVersionTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Released")

    @Test("every released version has its journal here, and no other has one")
    func complete() async throws {
        if ProcessInfo.processInfo.environment["MAILROOM_FREEZE"] != nil, let newest = Schema.released.max() {
            let file = Self.folder.appendingPathComponent("\(newest).sql")
            if !FileManager.default.fileExists(atPath: file.path) { try await Self.sample().write(to: file) }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let versions = files.filter { $0.hasSuffix(".sql") }.compactMap { Int($0.dropLast(4)) }
        #expect(versions.sorted() == Schema.released.sorted())
    }

    @Test("each is brought up to date: the schema of a new journal, and everything that was in it")
    func migrated() async throws {
        // With the version of this tree in front, so that the comparison itself is tried before there is a release.
        for dump in try [await Self.sample()]
            + Schema.released.map({ version in
                try Data(contentsOf: Self.folder.appendingPathComponent("\(version).sql"))
            })
        {
            try await Bench.run { bench in
                let path = bench.folder.appendingPathComponent("old.sqlite").path
                let old = try DatabaseQueue(path: path)
                try await old.writeWithoutTransaction { database in
                    try database.execute(sql: String(decoding: dump, as: UTF8.self))
                }
                let before = try await old.read(Self.counts)
                try old.close()
                let journal = try Journal(path: path)
                #expect(try await journal.schema() == bench.journal.schema())
                let after = try await DatabaseQueue(path: path).read(Self.counts)
                #expect(before.allSatisfy { after[$0.key, default: 0] >= $0.value }, "a row was lost")
                let summary = try await journal.summary()
                #expect(summary.arrivals[.routed] == 1 && summary.arrivals[.recorded] == 2)
                #expect(summary.unaccounted == 0)
            }
        }
    }

    @Test("a schema that differs in one column is told from a new one")
    func differs() async throws {
        try await Bench.run { bench in
            let fresh = try await bench.journal.schema()
            let other = try DatabaseQueue(path: bench.path)
            try await other.write { try $0.execute(sql: "ALTER TABLE job ADD COLUMN more TEXT") }
            #expect(try await bench.journal.schema() != fresh)
        }
    }

    @Test("a journal of a version to come is refused, and left as it is")
    func newer() async throws {
        try await Bench.run { bench in
            let other = try DatabaseQueue(path: bench.path)
            try await other.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99: of tomorrow')")
            }
            for open in [{ try Journal(path: bench.path) }, { try Journal(joining: bench.path) }] {
                do {
                    _ = try open()
                    Issue.record("it was opened")
                } catch let fault as JournalFault {
                    #expect(fault.kind == .newerVersion)
                    #expect(fault.nextStep != nil)
                }
            }
        }
    }

    /// A small journal in SQL: one message routed and answered, two not decided.
    private static func sample() async throws -> Data {
        var text = ""
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            let recorded = try await bench.record(1...3, in: mailbox)
            _ = try await bench.journal.commit([Bench.decided(recorded[0], key: "a")], now: Bench.start)
            try await bench.deliver(as: Bench.delivered(uid: 5))
            let answer = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(answer.id, .completed(.accepted("250 ok")))
            text = try await DatabaseQueue(path: bench.path).read(dump)
        }
        return Data(text.utf8)
    }

    private static func tables(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
    }

    private static func counts(_ database: Database) throws -> [String: Int] {
        try tables(database).reduce(into: [:]) { counts, table in
            counts[table] = try Int.fetchOne(database, sql: "SELECT count(*) FROM \"\(table)\"")
        }
    }

    /// Schema and rows as statements, each on its line but for those of the schema.
    private static func dump(_ database: Database) throws -> String {
        var lines: [String] = []
        let objects = try Row.fetchAll(
            database,
            sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
        for object in objects { lines.append("\(object["sql"] as String);") }
        for table in try tables(database) {
            // Not what is computed from other columns.
            let names = try String.fetchAll(
                database, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", arguments: [table])
            let quoted = names.map { "quote(\"\($0)\")" }.joined(separator: " || ', ' || ")
            let columns = names.map { "\"\($0)\"" }.joined(separator: ", ")
            for values in try String.fetchAll(database, sql: "SELECT \(quoted) FROM \"\(table)\"") {
                lines.append("INSERT INTO \"\(table)\" (\(columns)) VALUES (\(values));")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Journal {
    /// What SQLite itself says the schema is, white space aside.
    fileprivate func schema() throws -> [String] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'
                    ORDER BY type, name
                    """
            ).map { row in
                let sql: String? = row["sql"]
                let words = sql.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") } ?? ""
                return "\(row["type"] as String) \(row["name"] as String) \(row["tbl_name"] as String) \(words)"
            }
        }
    }
}
