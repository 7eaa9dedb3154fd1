import MailJournal
import MailRouting
import Testing

/// Whose copy a message at a destination is.
@Suite("known copies") struct KnownCopiesTests {
    @Test("a copy that is confirmed is nobody else's, whether its delivery is settled or not")
    func oneCopyOneDelivery() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            let twins = try await bench.record(
                try (1...2).map { try Bench.arrival($0, in: mailbox, content: "the same") }, in: mailbox)
            _ = try await bench.journal.commit(twins.map { Bench.decided($0) }, now: Bench.start)
            let fingerprint = twins[0].arrival.fingerprint
            let first = try #require(
                try await bench.journal.claimDeliveries(from: "info", limit: 1, now: Bench.start).first)
            let second = try #require(
                try await bench.journal.claimDeliveries(from: "info", limit: 1, now: Bench.start).first)
            let content = Content(sha256: "0", size: 1)
            let seven = try #require(UID(7))
            try await bench.journal.note(.copied(UIDValidity(3), seven, content), of: [first.id])
            let fault = await faultKind { () async throws(JournalFault) in
                try await bench.journal.note(.copied(UIDValidity(3), seven, content), of: [second.id])
            }
            #expect(fault == .other)
            #expect(
                try await bench.journal.knownCopies(of: fingerprint, in: Bench.support, UIDValidity(3))
                    == KnownCopies(uids: [seven], void: 0))
            #expect(
                try await bench.journal.knownCopies(of: fingerprint, in: Bench.support, UIDValidity(4))
                    == KnownCopies(uids: [], void: 1))
            #expect(
                try await bench.journal.knownCopies(of: fingerprint, in: Bench.info, UIDValidity(3))
                    == KnownCopies(uids: [], void: 0))
            // Its own note may be written again, on the way to the next step.
            let mark = DestinationMark(uidValidity: UIDValidity(1), uidNext: .first)
            try await bench.journal.note(.puttingAway(UIDValidity(3), seven, mark), of: [first.id])
        }
    }
}
