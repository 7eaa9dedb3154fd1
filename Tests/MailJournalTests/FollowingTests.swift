import MailRouting
import Testing

@testable import MailJournal

/// Which message is the source of an open delivery after UIDVALIDITY changed.
@Suite("following a message to its new UID") struct FollowingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Stage and second of arrival.
        let sources: [(Following.Stage, Int64)]
        /// UID and second of arrival.
        let matches: [(Int, Int64)]
        var staying = 0
        let expected: [Whereabouts.Place]
    }

    private static func at(_ uid: Int) -> Whereabouts.Place { UID(uid).map { .at($0) } ?? .gone }

    static let cases: [Case] = [
        Case(testDescription: "alone", sources: [(.begun, 1)], matches: [(7, 1)], expected: [at(7)]),
        Case(testDescription: "gone", sources: [(.begun, 1), (.copied, 1)], matches: [], expected: [.gone, .gone]),
        Case(
            testDescription: "twins in their order", sources: [(.begun, 1), (.untouched, 2)],
            matches: [(7, 1), (8, 2)],
            expected: [at(7), at(8)]),
        Case(
            testDescription: "told by their dates", sources: [(.copied, 1), (.begun, 2)], matches: [(7, 2), (8, 1)],
            expected: [at(8), at(7)]),
        Case(
            testDescription: "nothing was made of it, so what is there is its source",
            sources: [(.untouched, 1)], matches: [(7, 9)], staying: 1, expected: [at(7)]),
        Case(
            testDescription: "who has not begun comes first, since nobody has taken its source",
            sources: [(.copied, 1), (.untouched, 1)], matches: [(7, 1)], expected: [.gone, at(7)]),
        Case(
            testDescription: "what is left is the copy that stays", sources: [(.copied, 1)], matches: [(7, 1)],
            staying: 1, expected: [.gone]),
        Case(
            testDescription: "the copy that stays, or the source of a copy that nobody has confirmed",
            sources: [(.begun, 1)], matches: [(7, 1)], staying: 1, expected: [.doubtful]),
        Case(
            testDescription: "source and copy", sources: [(.copied, 1)], matches: [(7, 1), (8, 1)], staying: 1,
            expected: [at(7)]),
        Case(
            testDescription: "one of two was put away, and nothing tells which",
            sources: [(.copied, 1), (.begun, 1)], matches: [(7, 1)], expected: [.doubtful, .doubtful]),
        Case(
            testDescription: "a twin that arrived at another time is not the source", sources: [(.begun, 1)],
            matches: [(7, 2)], expected: [.doubtful]),
    ]

    @Test(arguments: cases) func place(_ example: Case) throws {
        let sources = example.sources.enumerated().map {
            Following.Source(id: Int64($0.offset), date: Instant(seconds: $0.element.1), stage: $0.element.0)
        }
        let matches = try example.matches.map {
            Following.Match(uid: try #require(UID($0.0)), date: Instant(seconds: $0.1))
        }
        let places = Following.places(of: sources, among: matches, staying: example.staying)
        #expect(sources.map { places[$0.id] } == example.expected)
    }

    @Test func theJournalFollowsOnceTheMailboxIsReadAnew() async throws {
        try await Bench.run { bench in
            let first = try await bench.contact()
            // Two that are the same octet for octet, and one more.
            let old = try await bench.record(
                try [(1, "a"), (2, "b"), (3, "a")].map { try Bench.arrival($0.0, in: first, content: $0.1) }, in: first)
            _ = try await bench.journal.commit(old.map { Bench.decided($0) }, now: Bench.start)
            let sources = old.map(\.arrival.location)
            let new = UIDValidity(2)
            #expect(try await bench.journal.follow(sources, to: new) == .unread)
            let second = try await bench.contact(validity: 2, next: 14)
            #expect(try await bench.journal.follow(sources, to: new) == .unread)
            // Three of the same: the two that are under way, and one that came before the mailbox was read anew.
            let found = try await bench.record(
                try [(11, "a"), (12, "a"), (13, "a")].map { try Bench.arrival($0.0, in: second, content: $0.1) },
                in: second)
            #expect(found.map(\.disposition) == [.known, .known, .new])
            let places = try [1: 11, 3: 12].reduce(into: [try #require(UID(2)): Whereabouts.Place.gone]) {
                $0[try #require(UID($1.key))] = .at(try #require(UID($1.value)))
            }
            #expect(try await bench.journal.follow(sources, to: new) == .told(places))
            // From now on they have these UIDs.
            let claimed = try await bench.journal.claimDeliveries(from: "info", limit: 10, now: Bench.start)
            #expect(claimed.compactMap(\.work.delivery?.source.uid.value) == [11])
            #expect(claimed.compactMap(\.work.delivery?.source.uidValidity) == [new])
            #expect(try await bench.journal.follow(sources, to: new) == .told(places))
            // What is the same and comes later is nobody's source.
            let later = try await bench.record([try Bench.arrival(20, in: second, content: "a")], in: second)
            #expect(later.map(\.disposition) == [.new])
        }
    }

    @Test func whatIsNotUnderWayIsNotKnown() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            let recorded = try await bench.record(1...1, in: mailbox)
            #expect(
                try await bench.journal.follow(recorded.map(\.arrival.location), to: UIDValidity(2)) == .unknown)
            #expect(try await bench.journal.follow([], to: UIDValidity(2)) == .told([:]))
        }
    }
}
