import Foundation
import GRDB
import MailRouting
import Testing

@testable import MailJournal

@Suite("the journal's own accounts, and copies of it")
struct AccountingTests {
    @Test("every UID has its row, is skipped backlog, or was not seen yet")
    func books() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact(next: 11)
            _ = try await bench.record(11...13, in: mailbox)
            let books = try #require(try await bench.journal.books().first)
            let states = try [10, 11, 14].map { books.state(of: try #require(UID($0))) }
            #expect(states == [.ignored, nil, .unseen])
            let eleven = try #require(UID(11))
            #expect(try await bench.journal.states(of: [eleven], in: books) == [eleven: .recorded])
            #expect(books.unaccounted == 0)
        }
    }

    @Test("an arrival under way that no job will bring on is unaccounted for")
    func hole() async throws {
        try await Bench.run { bench in
            let recorded = try await bench.record(1...2, in: try await bench.contact())
            _ = try await bench.journal.commit(recorded.map { Bench.decided($0) }, now: Bench.start)
            #expect(try await bench.journal.summary().unaccounted == 0)
            let other = try DatabaseQueue(path: bench.path)
            try await other.write { try $0.execute(sql: "DELETE FROM job WHERE id = 1") }
            #expect(try await bench.journal.summary().unaccounted == 1)
            #expect(try await bench.journal.books().map(\.unaccounted) == [1])
        }
    }

    @Test("a copy is one file that checks out; it holds what may have been sent since, and answers nothing of the gap")
    func backup() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            let recorded = try await bench.record(1...2, in: mailbox)
            _ = try await bench.journal.commit(
                [Bench.decided(recorded[0], key: "a"), Bench.decided(recorded[1])], now: Bench.start)
            let file = bench.folder.appendingPathComponent("copy.sqlite").path
            try await Journal(reading: bench.path).backUp(to: file, replacing: false)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).filter { $0.hasPrefix("copy") }
                    == ["copy.sqlite"])
            #expect(try await bench.journal.summary().acknowledgements == ["waiting": 1], "the journal is as it was")

            let restored = try Journal(path: file)
            let summary = try await restored.summary()
            #expect(summary.acknowledgements == ["held": 1])
            #expect(summary.deliveries == ["pending": 2])
            func contact(next: Int) async throws -> WatchedMailbox {
                let status = MailboxStatus(
                    uidValidity: UIDValidity(1), uidNext: try #require(UID(next)), exists: 0)
                return try await restored.contact(Bench.info, status, backlog: .ignore, now: Bench.start)
            }
            let again = try await contact(next: 6)
            #expect(again.watermark == UID(2), "nothing is skipped")
            let gap = try await restored.record(
                [try Bench.arrival(5, in: again)], in: again, watermark: try #require(UID(5)), backlog: .ignore,
                now: Bench.start)
            #expect(gap.map(\.discovery) == [.rescan] && gap.map(\.disposition) == [.new])
            #expect(try await contact(next: 9).restoredUIDNext == UID(6), "only what came before it was put back")
        }
    }

    @Test("a file that is there is replaced only when asked, and a failed copy leaves nothing behind")
    func existing() async throws {
        try await Bench.run { bench in
            let file = bench.folder.appendingPathComponent("copy.sqlite").path
            try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
            let kind = await faultKind { () async throws(JournalFault) in
                try await bench.journal.backUp(to: file, replacing: false)
            }
            #expect(kind == .cannotOpen)
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("mine".utf8))
            try await bench.journal.backUp(to: file, replacing: true)
            #expect(try await Journal(reading: file).summary().arrivals.isEmpty)
            #expect(
                await faultKind { () async throws(JournalFault) in
                    try await bench.journal.backUp(to: bench.folder.path + "/missing/copy.sqlite", replacing: false)
                } == .cannotOpen)
        }
    }
}
