import MailJournal
import MailRouting
import Testing

/// Further copies: one for each place, before the delivery that takes their source away.
@Suite struct CopyTests {
    private static let archive = MailboxAddress(account: "info", mailbox: "Archive")
    private static let team = MailboxAddress(account: "support", mailbox: "Team")

    /// One message with two copies, to be acknowledged.
    private func arrange(_ bench: Bench, to destination: MailboxAddress = Bench.support) async throws {
        let recorded = try await bench.record(1...1, in: try await bench.contact())
        _ = try await bench.journal.commit(
            [Bench.decided(recorded[0], to: destination, key: "a", copies: [Self.archive, Self.team])],
            now: Bench.start)
    }

    private func claim(_ bench: Bench, now: Instant = Bench.start) async throws -> [Job] {
        try await bench.journal.claimDeliveries(from: "info", limit: 10, now: now)
    }

    @Test func theDeliveryWaitsUntilEveryCopyIsMade() async throws {
        try await Bench.run { bench in
            try await arrange(bench)
            for place in [Self.archive, Self.team] {
                #expect(try await bench.journal.summary().deliveries == ["waiting": 1])
                let job = try #require(try await claim(bench).first)
                #expect(job.work.kind == .copy)
                #expect(job.work.delivery?.destination == place)
                try await bench.settle(job.id, Bench.delivered(place, uid: 3))
            }
            let delivery = try #require(try await claim(bench).first)
            #expect(delivery.work.kind == .delivery)
            #expect(try await bench.claimAcknowledgement() == nil, "it waits for the delivery")
            try await bench.settle(delivery.id, Bench.delivered(uid: 9))
            #expect(try await bench.claimAcknowledgement() != nil)
            let summary = try await bench.reopened().summary()
            #expect(summary.copies == ["done": 2])
            #expect(summary.arrivals == [.routed: 1])
        }
    }

    @Test func aCopyThatFailsForGoodIsShownAndKeepsNobodyWaiting() async throws {
        try await Bench.run { bench in
            try await arrange(bench)
            for outcome in [Outcome.permanent(Bench.fault), .hold(.limit("size"))] {
                let job = try #require(try await claim(bench).first)
                try await bench.settle(job.id, outcome)
            }
            #expect(try await bench.deliver(as: Bench.delivered(uid: 9)).isSettled)
            let summary = try await bench.journal.summary()
            #expect(summary.copies == ["failed": 2])
            #expect(summary.arrivals == [.routed: 1])
        }
    }

    @Test func aCopyThatIsTriedAgainKeepsTheDeliveryWaitingAndNotTheOthers() async throws {
        try await Bench.run { bench in
            try await arrange(bench)
            let first = try #require(try await claim(bench).first)
            try await bench.settle(first.id, .transient(Bench.fault))
            let second = try #require(try await claim(bench).first)
            #expect(second.work.delivery?.destination == Self.team)
            try await bench.settle(second.id, Bench.delivered(Self.team, uid: 3))
            #expect(try await claim(bench) == [])
            #expect(try await bench.journal.summary().deliveries == ["waiting": 1])
            let again = try #require(try await claim(bench, now: Bench.start + .minutes(1)).first)
            #expect(again.id == first.id)
        }
    }

    @Test func aMessageThatStaysIsCopiedWithoutADelivery() async throws {
        try await Bench.run { bench in
            try await arrange(bench, to: Bench.info)
            let summary = try await bench.journal.summary()
            #expect(summary.arrivals == [.kept: 1])
            #expect(summary.deliveries == [:])
            #expect(summary.copies == ["pending": 2])
            #expect(!summary.isQuiet)
        }
    }

    @Test func copiesOfOneCommandGoTogetherAndNotWithDeliveries() async throws {
        try await Bench.run { bench in
            let recorded = try await bench.record(1...3, in: try await bench.contact())
            _ = try await bench.journal.commit(
                [
                    Bench.decided(recorded[0], copies: [Self.archive]), Bench.decided(recorded[1], to: Self.archive),
                    Bench.decided(recorded[2], copies: [Self.archive]),
                ], now: Bench.start)
            #expect(try await claim(bench).map(\.work.delivery?.source.uid.value) == [1, 3])
            #expect(try await claim(bench).map(\.work.delivery?.source.uid.value) == [2])
        }
    }

    @Test func twoCopiesToOnePlaceAreRefused() async throws {
        try await Bench.run { bench in
            let recorded = try await bench.record(1...1, in: try await bench.contact())
            let kind = await faultKind { () async throws(JournalFault) in
                _ = try await bench.journal.commit(
                    [Bench.decided(recorded[0], copies: [Self.archive, Self.archive])], now: Bench.start)
            }
            #expect(kind == .other)
            #expect(try await bench.journal.summary().copies == [:])
        }
    }

    @Test func aCopyInAWatchedMailboxIsKnownAsOurOwn() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let support = try await bench.contact(Bench.support)
            let recorded = try await bench.record([Bench.arrival(1, in: info, content: "same")], in: info)
            _ = try await bench.journal.commit(
                [Bench.decided(recorded[0], to: Bench.info, copies: [Bench.support])], now: Bench.start)
            func seen(_ uid: Int) async throws -> RecordedArrival.Disposition? {
                try await bench.record([Bench.arrival(uid, in: support, content: "same")], in: support).first?
                    .disposition
            }
            #expect(try await seen(1) == .own, "before the copy is settled")
            let job = try #require(try await claim(bench).first)
            try await bench.settle(job.id, Bench.delivered(validity: 1, uid: 2))
            #expect(try await seen(2) == .own)
            #expect(try await seen(3) == .new, "a person put it there")
        }
    }

    @Test func whatVanishedBeforeItWasCopiedIsNotOursElsewhere() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let support = try await bench.contact(Bench.support)
            let recorded = try await bench.record([Bench.arrival(1, in: info, content: "same")], in: info)
            _ = try await bench.journal.commit(
                [Bench.decided(recorded[0], to: Bench.info, copies: [Bench.support])], now: Bench.start)
            let job = try #require(try await claim(bench).first)
            try await bench.settle(job.id, .completed(.vanished))
            let seen = try await bench.record([Bench.arrival(1, in: support, content: "same")], in: support)
            #expect(seen.map(\.disposition) == [.new])
        }
    }
}
