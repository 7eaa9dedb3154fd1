@testable import MailJournal
import MailRouting
import Testing

/// Pauses on disk: every process sees the same, a restart keeps them, and only persons end them.
@Suite struct PauseTests {
    private static let later = Bench.start + .minutes(5)

    @Test func aPauseLastsUntilItIsEndedAndIsSeenByOthers() async throws {
        try await Bench.run { bench in
            let journal = bench.journal
            #expect(try await journal.pauses() == Pauses())
            #expect(try await journal.pause(.account("info"), by: "HTTP", now: Bench.start) == .changed)
            #expect(try await journal.pause(.account("info"), by: "command line", now: Self.later) == .unchanged)

            let other = try bench.reopened()
            let expected = Pause(scope: .account("info"), since: Bench.start, by: "HTTP")
            let seen = try await other.pauses()
            #expect(seen == Pauses([expected]))
            #expect(seen.pause(of: "info") == expected)
            #expect(!seen.holds("support"))
            #expect(try await other.resume(.account("info"), by: "command line", now: Self.later) == .changed)
            #expect(try await journal.pauses() == Pauses())
            #expect(try await journal.resume(.account("info"), by: "command line", now: Self.later) == .unchanged)
        }
    }

    @Test func everythingIsEveryAccountAndTheAcknowledgements() async throws {
        try await Bench.run { bench in
            let journal = bench.journal
            _ = try await journal.pause(.account("info"), by: "HTTP", now: Bench.start)
            #expect(try await journal.pause(.everything, by: "command line", now: Self.later) == .changed)
            let pauses = try await journal.pauses()
            #expect(pauses.all.map(\.scope) == [.everything, .account("info"), .acknowledgements])
            #expect(pauses.holds("support") && pauses.holds("an account that comes later"))
            #expect(pauses.pause(of: "info")?.scope == .everything)
            #expect(try await journal.sending() == .paused(since: Self.later))

            // An account's own pause ends, and it is held all the same: whoever asked is told.
            let answer = try await journal.resume(.account("info"), by: "HTTP", now: Self.later)
            #expect(answer == .heldByEverything(since: Self.later))
            let held = try await journal.pauses()
            #expect(held.holds("info"))

            #expect(try await journal.resume(.everything, by: "HTTP", now: Self.later) == .changed)
            #expect(try await journal.pauses() == Pauses())
            #expect(try await journal.sending().isClosed)
            #expect(try await journal.count("pause WHERE ended_by IS NOT NULL") == 2, "who and when stays on record")
        }
    }

    @Test func theSwitchOfAcknowledgementsIsTheSameByEitherName() async throws {
        try await Bench.run { bench in
            let journal = bench.journal
            #expect(try await journal.pauseSending(now: Bench.start))
            let pauses = try await journal.pauses()
            #expect(pauses.all.map(\.scope) == [.acknowledgements])
            #expect(try await journal.pause(.acknowledgements, by: "HTTP", now: Self.later) == .unchanged)
            #expect(try await journal.resume(.acknowledgements, by: "HTTP", now: Self.later) == .changed)
            #expect(try await journal.sending().isClosed)
        }
    }
}
