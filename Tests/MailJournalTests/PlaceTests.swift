import MailJournal
import MailRouting
import Testing

/// Where the messages of open deliveries stand after UIDVALIDITY changed.
@Suite struct PlaceTests {
    @Test func theJournalKnowsThemOnceEverythingWasRecordedAnew() async throws {
        try await Bench.run { bench in
            let first = try await bench.contact()
            let old = try await bench.record(
                try (1...3).map { try Bench.arrival($0, in: first, content: "message \($0)") }, in: first)
            let wanted = [old[0], old[2]].map(\.arrival.fingerprint)
            let validity = UIDValidity(2)
            #expect(try await bench.journal.places(of: wanted, in: Bench.info, validity, upTo: .first) == nil)
            let second = try await bench.contact(validity: 2, next: 20)
            // Two that are the same, byte for byte.
            let found = try [(11, 3), (12, 2), (13, 1), (14, 1)].map {
                try Bench.arrival($0.0, in: second, content: "message \($0.1)")
            }
            try await bench.record(found, in: second)
            let last = try #require(UID(14))
            #expect(
                try await bench.journal.places(of: wanted, in: Bench.info, validity, upTo: last)?.map(\.value)
                    == [11, 13, 14])
            let beyond = try #require(UID(15))
            #expect(try await bench.journal.places(of: wanted, in: Bench.info, validity, upTo: beyond) == nil)
            #expect(try await bench.journal.places(of: [], in: Bench.info, validity, upTo: last) == [])
            #expect(try await bench.journal.places(of: wanted, in: Bench.support, validity, upTo: last) == nil)
        }
    }
}
