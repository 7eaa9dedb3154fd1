import MailJournal
import MailRouting
import Testing

/// Transaction 1: contact, watermark, generations, recognition.
@Suite struct ArrivalTests {
    @Test func firstContactLeavesOldMailAloneUnlessAsked() async throws {
        try await Bench.run { bench in
            let ignoring = try await bench.contact(next: 11)
            #expect(ignoring.change == .firstContact)
            #expect(ignoring.watermark == UID(10))
            #expect(ignoring.firstUIDNext == UID(11))
            let routing = try await bench.contact(Bench.support, next: 11, backlog: .route)
            #expect(routing.change == .firstContact)
            #expect(routing.watermark == nil)
            let old = try await bench.record(9...11, in: routing)
            #expect(old.map(\.discovery) == [.backlog, .backlog, .arrival])
            #expect(old.allSatisfy { $0.disposition == .new })
            let empty = try await bench.contact(Bench.sameAccount, next: 1)
            #expect(empty.watermark == nil)
        }
    }

    /// Whoever moves old mail into a watched mailbox gets it routed; its author waits for no acknowledgement any more.
    @Test func whatArrivedBeforeTheFirstContactIsNeverNew() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            let found = try await bench.record(
                [
                    Bench.arrival(1, in: mailbox, content: "long ago", date: Bench.start - .hours(1)),
                    Bench.arrival(2, in: mailbox, content: "clocks differ", date: Bench.start - .minutes(4)),
                    Bench.arrival(3, in: mailbox, content: "new", date: Bench.start + .minutes(1)),
                ], in: mailbox)
            #expect(found.map(\.disposition) == [.new, .new, .new])
            #expect(found.map(\.discovery) == [.backlog, .arrival, .arrival])
            let left = try await bench.journal.undecided(in: mailbox, limit: 9)
            #expect(left.map(\.discovery) == [.backlog, .arrival, .arrival], "as it was written down")
        }
    }

    @Test func watermarkNeverGoesBack() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            _ = try await bench.record(1...9, in: mailbox)
            _ = try await bench.journal.record(
                [], in: mailbox, watermark: .first, backlog: .ignore, now: Bench.start)
            let again = try await bench.contact()
            #expect(again.change == .unchanged)
            #expect(again.watermark == UID(9))
            _ = try await bench.journal.record(
                [], in: mailbox, watermark: try #require(UID(500)), backlog: .ignore, now: Bench.start)
            #expect(try await bench.contact().watermark == UID(500), "UIDs that do not exist are passed, too")
        }
    }

    @Test func oneUIDIsNeverRecordedTwice() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            let first = try await bench.record(1...3, in: mailbox)
            let second = try await bench.record(2...5, in: mailbox)
            #expect(second.map(\.arrival.location.uid.value) == [4, 5])
            #expect(Set(first.map(\.id)).isDisjoint(with: second.map(\.id)))
            #expect(try await bench.journal.summary().arrivals == [.recorded: 5])
        }
    }

    @Test func undecidedComeBackAfterARestartAsTheyWere() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact(next: 3, backlog: .route)
            let recorded = try await bench.record(1...5, in: mailbox)
            _ = try await bench.journal.commit([Bench.decided(recorded[1])], now: Bench.start)
            let journal = try bench.reopened()
            let left = try await journal.undecided(in: mailbox, limit: 100)
            #expect(left == [recorded[0], recorded[2], recorded[3], recorded[4]])
            #expect(try await journal.undecided(in: mailbox, limit: 2) == [recorded[0], recorded[2]])
        }
    }

    @Test func newGenerationKnowsWhatWasDealtWith() async throws {
        try await Bench.run { bench in
            let before = try await bench.contact()
            let recorded = try await bench.record(1...4, in: before)
            // 1 stays where it is, 2 is routed, 3 is held (its delivery follows it), 4 is not decided.
            _ = try await bench.journal.commit(
                [Bench.decided(recorded[0], to: Bench.info), Bench.decided(recorded[1])], now: Bench.start)
            try await bench.deliver(as: Bench.delivered(uid: 40))
            _ = try await bench.journal.commit([Bench.decided(recorded[2])], now: Bench.start)
            try await bench.deliver(as: .permanent(Bench.fault))

            let after = try await bench.contact(validity: 2, next: 90, now: Bench.start + .hours(1))
            #expect(after.change == .newGeneration)
            #expect(after.generation == 2)
            #expect(after.watermark == nil, "read again from its start")
            #expect(after.firstContactAt == Bench.start, "of the first generation")
            let found = try await bench.record(
                (1...4).map { try Bench.arrival($0 + 50, in: after, content: "\(Bench.info) \($0)") }
                    + [
                        Bench.arrival(60, in: after, content: "fresh"),
                        Bench.arrival(61, in: after, content: "older than we are", date: Bench.start - .days(2)),
                    ], in: after)
            #expect(found.map(\.disposition) == [.known, .known, .known, .new, .new, .ignored])
            #expect(found.map(\.discovery).allSatisfy { $0 == .rescan }, "found again is never acknowledged")
        }
    }

    @Test func unfinishedIsFoundAgainWhateverDateItBears() async throws {
        try await Bench.run { bench in
            // Moved in by a person after the first contact: an old internal date on new mail.
            let before = try await bench.contact()
            let old = Bench.start - .days(400)
            _ = try await bench.record([Bench.arrival(1, in: before, content: "old", date: old)], in: before)
            let after = try await bench.contact(validity: 2, next: 2)
            let found = try await bench.record([Bench.arrival(1, in: after, content: "old", date: old)], in: after)
            #expect(found.map(\.disposition) == [.new])
            let arrivals = try await bench.journal.summary().arrivals
            #expect(arrivals == [.vanished: 1, .recorded: 1], "its old UID is void and waits for nobody")
        }
    }

    @Test func generationThatComesBackGoesOnWhereItWas() async throws {
        try await Bench.run { bench in
            let first = try await bench.contact()
            _ = try await bench.record(1...5, in: first)
            _ = try await bench.contact(validity: 2, next: 3)
            let back = try await bench.contact(validity: 1, next: 6)
            #expect(back.id == first.id)
            #expect(back.watermark == UID(5))
        }
    }

    @Test func ownDeliveryIsKnownBeforeAndAfterItIsSettled() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let support = try await bench.contact(Bench.support, validity: 7)
            let recorded = try await bench.record(
                [
                    Bench.arrival(1, in: info, content: "a"), Bench.arrival(2, in: info, content: "b"),
                    Bench.arrival(3, in: info, content: "c"),
                ], in: info)
            _ = try await bench.journal.commit(recorded.map { Bench.decided($0) }, now: Bench.start)
            // a: seen while its delivery is under way.
            let a = try #require(
                try await bench.journal.claimDeliveries(from: "info", limit: 1, now: Bench.start).first)
            var seen = try await bench.record([Bench.arrival(10, in: support, content: "a")], in: support)
            #expect(seen.map(\.disposition) == [.own])
            try await bench.settle(a.id, Bench.delivered(uid: 10))
            // b: seen afterwards, by its UID.
            try await bench.deliver(as: Bench.delivered(uid: 11))
            seen = try await bench.record([Bench.arrival(11, in: support, content: "b")], in: support)
            #expect(seen.map(\.disposition) == [.own])
            // b again: a person moved it away and back, so it has another UID.
            seen = try await bench.record([Bench.arrival(12, in: support, content: "b")], in: support)
            #expect(seen.map(\.disposition) == [.new])
            // c: delivered, but the server never said as what.
            try await bench.deliver(as: .completed(.delivered(nil)))
            seen = try await bench.record([Bench.arrival(13, in: support, content: "c")], in: support)
            #expect(seen.map(\.disposition) == [.own])
            // Its generation is over: only the content is left to know it by.
            let later = try await bench.contact(Bench.support, validity: 8, next: 1, backlog: .route)
            seen = try await bench.record([Bench.arrival(1, in: later, content: "b")], in: later)
            #expect(seen.map(\.disposition) == [.own])
            // Somewhere it was never sent, the same content is new.
            let sales = try await bench.contact(MailboxAddress(account: "sales", mailbox: .inbox))
            seen = try await bench.record([Bench.arrival(1, in: sales, content: "b")], in: sales)
            #expect(seen.map(\.disposition) == [.new])
        }
    }

    @Test func whatVanishedWasNotDeliveredByUs() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let support = try await bench.contact(Bench.support, validity: 7)
            let recorded = try await bench.record([Bench.arrival(1, in: info, content: "a")], in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0])], now: Bench.start)
            try await bench.deliver(as: .completed(.vanished))
            let moved = try await bench.record([Bench.arrival(1, in: support, content: "a")], in: support)
            #expect(moved.map(\.disposition) == [.new])
        }
    }

    @Test func twoCopiesInOneMailboxAreTwoMessages() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(
                [Bench.arrival(1, in: info, content: "a"), Bench.arrival(2, in: info, content: "a")], in: info)
            #expect(recorded.map(\.disposition) == [.new, .new])
        }
    }
}
