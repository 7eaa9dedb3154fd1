import GRDB
import MailRouting
import Testing

@testable import MailJournal

/// A file that cannot grow, and when it counts as having room again.
@Suite struct RoomTests {
    @Test func aRefusalStandsUntilThereIsRoomForABatch() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            #expect(await bench.journal.refusal == nil)
            #expect(await bench.journal.findRoom() == nil, "nothing was refused, so nothing is tried")
            let pages = try await bench.journal.pages("page_count")
            #expect(try await bench.journal.pages("max_page_count = \(pages)") == pages)
            await #expect(throws: JournalFault.self) { _ = try await bench.record(1...500, in: mailbox) }
            #expect(await bench.journal.refusal?.kind == .full)
            #expect(await bench.journal.findRoom()?.kind == .full)

            // A little room, enough for a small transaction and not for a batch.
            _ = try await bench.journal.pages("max_page_count = \(pages + 40)")
            _ = try await bench.record(1...20, in: mailbox)
            #expect(await bench.journal.findRoom()?.kind == .full)

            _ = try await bench.journal.pages("max_page_count = \(pages + 4000)")
            #expect(await bench.journal.findRoom() == nil)
            #expect(await bench.journal.refusal == nil)
            _ = try await bench.record(21...500, in: mailbox)
            #expect(try await bench.journal.unaccounted() == 0)
            #expect(try await bench.journal.count("room") == 0)
        }
    }
}

extension Journal {
    fileprivate func pages(_ pragma: String) throws -> Int {
        try #require(try database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA \(pragma)") })
    }

    fileprivate func count(_ table: String) throws -> Int {
        try #require(try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") })
    }
}
