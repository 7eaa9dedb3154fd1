import Foundation
import GRDB
import MailRouting
import Testing

@testable import MailJournal

/// The file itself: what is wrong with it is told apart by kind; retention; the searches use their indexes.
@Suite struct JournalFileTests {
    static func opening(_ path: String) async -> JournalFault.Kind? {
        await faultKind { () async throws(JournalFault) in _ = try Journal(path: path) }
    }

    @Test func everyWayToOpenItWrongHasItsKind() async throws {
        try await Bench.run { bench in
            let folder = bench.folder
            #expect(await Self.opening(folder.appendingPathComponent("missing/journal.sqlite").path) == .cannotOpen)
            #expect(await Self.opening(folder.path) == .cannotOpen)

            let text = folder.appendingPathComponent("text.sqlite")
            try Data(repeating: 0x41, count: 8192).write(to: text)
            #expect(await Self.opening(text.path) == .damaged)

            try await bench.journal.checkpoint()
            let torn = folder.appendingPathComponent("torn.sqlite")
            var bytes = try Data(contentsOf: URL(fileURLWithPath: bench.path))
            for page in 1..<(bytes.count / 4096) {
                bytes.replaceSubrange(page * 4096..<page * 4096 + 512, with: Data(repeating: 0xFF, count: 512))
            }
            try bytes.write(to: torn)
            #expect(await Self.opening(torn.path) == .damaged)

            let newer = try DatabaseQueue(path: bench.path)
            try await newer.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from tomorrow')") }
            try newer.close()
            #expect(await Self.opening(bench.path) == .newerVersion)
        }
    }

    @Test func fileThatMayNotBeWrittenIsReadOnly() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            // Permissions do not stop root, so the connection is told to refuse.
            try await bench.journal.forbidWriting()
            let kind = await faultKind { () async throws(JournalFault) in
                _ = try await bench.journal.record(
                    [], in: mailbox, watermark: .first, backlog: .ignore, now: Bench.start)
            }
            #expect(kind == .readOnly)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "permissions do not stop root"))
    func folderThatMayNotBeWritten() async throws {
        try await Bench.run { bench in
            let folder = bench.folder.appendingPathComponent("locked")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
            #expect(await Self.opening(folder.appendingPathComponent("journal.sqlite").path) == .cannotOpen)
        }
    }

    @Test func fullDiskKeepsWhatWasThereAndGoesOnWhenThereIsRoom() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            _ = try await bench.record(1...3, in: mailbox)
            try await bench.journal.limitPages(to: 40)
            let many = try (4...5000).map { try Bench.arrival($0, in: mailbox) }
            let kind = await faultKind { () async throws(JournalFault) in
                _ = try await bench.journal.record(
                    many, in: mailbox, watermark: many[0].location.uid, backlog: .ignore, now: Bench.start)
            }
            #expect(kind == .full)
            #expect(try await bench.contact().watermark == UID(3), "the watermark stays with the arrivals")
            #expect(try await bench.journal.summary().arrivals == [.recorded: 3])
            try await bench.journal.limitPages(to: 1_000_000)
            #expect(try await bench.record(many, in: mailbox).count == many.count)
        }
    }

    @Test func somebodyElseHoldingItIsBusy() async throws {
        try await Bench.run { bench in
            var configuration = GRDB.Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: bench.path, configuration: configuration)
            try await bench.journal.neverWait()
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let kind = await faultKind { () async throws(JournalFault) in
                _ = try await bench.journal.rescue(now: Bench.start)
            }
            #expect(kind == .busy)
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(try await bench.journal.rescue(now: Bench.start) == 0)
        }
    }

    @Test func purgeKeepsWhatAccounts() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...4, in: info)
            // 1 delivered and answered, 2 held, 3 delivered only lately, 4 not decided.
            _ = try await bench.journal.commit([Bench.decided(recorded[0], key: "a")], now: Bench.start)
            try await bench.deliver(as: Bench.delivered(uid: 5))
            let answer = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(answer.id, .completed(.accepted("250")))
            _ = try await bench.journal.commit([Bench.decided(recorded[1])], now: Bench.start)
            try await bench.deliver(as: .permanent(Bench.fault))
            _ = try await bench.journal.commit([Bench.decided(recorded[2])], now: Bench.start)
            try await bench.deliver(as: Bench.delivered(uid: 6), now: Bench.start + .days(80))
            let before = try await bench.journal.summary()

            let cut = Bench.start + .days(1)
            for kind in Retention.Kind.allCases {
                #expect(try await bench.journal.purge(kind, settledBefore: Bench.start) == 0)
                #expect(try await bench.journal.purge(kind, settledBefore: cut) == 1)
                #expect(try await bench.journal.purge(kind, settledBefore: cut) == 0)
            }
            #expect(try await bench.journal.summary() == before, "every UID is still accounted for")
            #expect(try await bench.journal.count("header") == 3)
            #expect(try await bench.journal.count("decision") == 2)
            #expect(
                try await bench.journal.count("job WHERE recipient_key IS NOT NULL OR recipient_local IS NOT NULL") == 0
            )
            #expect(try await bench.record(1...4, in: info).isEmpty, "still never twice")
            let again = try await bench.record([Bench.arrival(5, in: info)], in: info)
            let refused = try await bench.journal.commit([Bench.decided(again[0], key: "a")], now: cut)
            guard case .refused = refused[0].acknowledgement else {
                Issue.record("the promise of one acknowledgement outlives the retention")
                return
            }
        }
    }

    @Test func searchesUseTheirIndexes() async throws {
        try await Bench.run { bench in
            let open = Journal.isOpen
            let plans: [(String, String)] = [
                (
                    """
                    SELECT job.* FROM job CROSS JOIN arrival ON arrival.id = job.arrival_id
                    WHERE job.lane = 'a' AND \(open) AND job.due <= 9
                    ORDER BY job.rank, job.id LIMIT 1
                    """, "job_open"
                ),
                ("SELECT min(job.due) FROM job WHERE job.lane = 'a' AND \(open)", "job_open"),
                (
                    """
                    SELECT min(job.due) FROM job WHERE job.lane = '' AND \(open)
                    AND (job.state <> 'uncertain' OR job.host IS NULL OR job.host = 'a')
                    """, "COVERING INDEX job_open"
                ),
                ("SELECT id FROM job WHERE state = 'claimed'", "job_claimed"),
                ("SELECT 1 FROM job AS copy WHERE copy.arrival_id = 1 AND copy.kind = 'copy'", "job_destination"),
                ("SELECT job.id FROM job WHERE arrival_id IN (SELECT value FROM json_each('[1]'))", "job_destination"),
                ("SELECT 1 FROM job WHERE message_key = 'a'", "job_acknowledgement"),
                ("SELECT count(*) FROM job WHERE recipient_key = 'a' AND created_at > 1", "job_recipient"),
                ("SELECT 1 FROM job WHERE depends_on IN (SELECT value FROM json_each('[1]'))", "job_depends"),
                ("SELECT 1 FROM arrival WHERE mailbox_id = 1 AND state = 'recorded' ORDER BY id", "arrival_undecided"),
                ("SELECT 1 FROM arrival WHERE digest = 'a' AND size = 1", "arrival_digest"),
                ("SELECT at FROM submission WHERE account = 'a'", "submission_window"),
            ]
            for (sql, index) in plans {
                let plan = try await bench.journal.plan(sql)
                #expect(plan.contains(index), "\(sql): \(plan)")
                #expect(!plan.contains("TEMP B-TREE"), "\(sql): \(plan)")
            }
        }
    }
}

extension Journal {
    func forbidWriting() throws {
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
    }

    func limitPages(to count: Int) throws {
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(count)") }
    }

    func neverWait() throws {
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA busy_timeout = 0") }
    }

    func count(_ rows: String) throws -> Int? {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(rows)") }
    }

    func plan(_ sql: String) throws -> String {
        try database.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)").map { $0["detail"] as String }
                .joined(separator: "; ")
        }
    }
}
