import MailJournal
import MailRouting
import Testing

/// Transaction 3: what a claim takes, in which order, and what is on disk before anybody acts.
@Suite struct ClaimTests {
    @Test func takesAlongWhatOneCommandCanCarry() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let archive = try await bench.contact(MailboxAddress(account: "info", mailbox: "Archive"))
            let here = try await bench.record(1...6, in: info)
            let there = try await bench.record(1...1, in: archive)
            let sales = MailboxAddress(account: "info", mailbox: "Sales")
            _ = try await bench.journal.commit(
                [
                    Bench.decided(here[0], to: Bench.sameAccount), Bench.decided(here[1], to: sales),
                    Bench.decided(here[2], to: Bench.sameAccount),
                    Bench.decided(here[3], to: Bench.sameAccount, keywords: ["$Large"]),
                    Bench.decided(there[0], to: Bench.sameAccount), Bench.decided(here[4], to: Bench.sameAccount),
                    Bench.decided(here[5], to: Bench.support),
                ], now: Bench.start)
            func claim(_ limit: Int = 100) async throws -> [UInt32?] {
                try await bench.journal.claimDeliveries(from: "info", limit: limit, now: Bench.start)
                    .map { $0.delivery?.source.uid.value }
            }
            #expect(try await claim(2) == [1, 3], "no more than asked for")
            #expect(try await claim() == [2])
            #expect(try await claim() == [4], "keywords of its own")
            #expect(try await claim() == [1], "another mailbox")
            #expect(try await claim() == [5])
            #expect(try await claim() == [6], "between accounts, one at a time")
            #expect(try await claim() == [])
            #expect(try await bench.journal.claimDeliveries(from: "info", limit: 0, now: Bench.start) == [])
        }
    }

    @Test func progressIsKeptAndKeepsCompany() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...5, in: info)
            _ = try await bench.journal.commit(
                recorded.map { Bench.decided($0, to: Bench.sameAccount) }, now: Bench.start)
            let claimed = try await bench.journal.claimDeliveries(from: "info", limit: 3, now: Bench.start)
            let mark = DestinationMark(uidValidity: UIDValidity(9), uidNext: try #require(UID(77)))
            try await bench.journal.note(.begun(mark), of: claimed.map(\.id))
            let reopened = try bench.reopened()
            #expect(try await reopened.rescue(now: Bench.start) == 3)
            let again = try await reopened.claimDeliveries(from: "info", limit: 10, now: Bench.start)
            #expect(again.map(\.id) == claimed.map(\.id), "those without the mark go another time")
            #expect(again.allSatisfy { $0.delivery?.progress == .begun(mark) })
            #expect(again.allSatisfy { $0.attempt == 2 })
        }
    }

    @Test(arguments: [
        DeliveryProgress.untouched,
        .begun(DestinationMark(uidValidity: UIDValidity(.max), uidNext: .first)),
        .appending(
            DestinationMark(uidValidity: UIDValidity(3), uidNext: .first), Content(sha256: "ab", size: 5_000_000_000)),
        .copied(UIDValidity(3), .first, Content(sha256: "ab", size: 1)),
        .puttingAway(UIDValidity(3), .first, DestinationMark(uidValidity: UIDValidity(4), uidNext: .first)),
    ])
    func everyProgressMakesTheRoundTrip(progress: DeliveryProgress) async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0])], now: Bench.start)
            let job = try #require(
                try await bench.journal.claimDeliveries(from: "info", limit: 1, now: Bench.start).first)
            try await bench.journal.note(progress, of: [job.id])
            try await bench.settle(job.id, .transient(Bench.fault))
            let later = Bench.start + .minutes(5)
            let again = try await bench.journal.claimDeliveries(from: "info", limit: 1, now: later)
            #expect(again.first?.delivery?.progress == progress)
        }
    }

    @Test func attemptIsOnDiskBeforeAnybodyActs() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0])], now: Bench.start)
            for attempt in 1...3 {
                let journal = try bench.reopened()
                let job = try await journal.claimDeliveries(from: "info", limit: 1, now: Bench.start).first
                #expect(job?.attempt == attempt)
                #expect(try await journal.claimDeliveries(from: "info", limit: 1, now: Bench.start) == [])
                #expect(try await bench.reopened().summary().deliveries == ["claimed": 1])
                #expect(try await bench.reopened().rescue(now: Bench.start) == 1)
            }
        }
    }

    @Test func urgentFirstButNobodyIsStarved() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...8, in: info)
            let all: [Priority] = [.low, .critical, .normal, .high]
            _ = try await bench.journal.commit(
                zip(recorded, all).map { Bench.decided($0, priority: $1) }, now: Bench.start)
            func claim(now: Instant) async throws -> Priority? {
                try await bench.journal.claimDeliveries(from: "info", limit: 1, now: now).first?.priority
            }
            #expect(try await claim(now: Bench.start) == .critical)
            #expect(try await claim(now: Bench.start) == .high)
            #expect(try await claim(now: Bench.start) == .normal)
            // Critical keeps coming; after seven hours (the patience of low less its own) it comes behind what has waited.
            let early = Bench.start + .minutes(7 * 60 - 1)
            _ = try await bench.journal.commit([Bench.decided(recorded[4], priority: .critical)], now: early)
            #expect(try await claim(now: early) == .critical)
            let late = Bench.start + .minutes(7 * 60 + 1)
            _ = try await bench.journal.commit([Bench.decided(recorded[5], priority: .critical)], now: late)
            #expect(try await claim(now: late) == .low)
            #expect(try await claim(now: late) == .critical)
        }
    }

    @Test func nothingIsClaimedBeforeItIsDue() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0])], now: Bench.start)
            #expect(try await bench.journal.nextDelivery(from: "sales") == nil)
            let state = try await bench.deliver(as: .throttled(Bench.fault, until: Bench.start + .hours(1)))
            // Half a second of jitter after it: see JobState.after.
            let due = Bench.start + .hours(1) + .milliseconds(500)
            #expect(state == .retry(at: due))
            #expect(try await bench.journal.nextDelivery(from: "info") == due)
            let early = due + .milliseconds(-1)
            #expect(try await bench.journal.claimDeliveries(from: "info", limit: 9, now: early) == [])
            #expect(try await bench.journal.claimDeliveries(from: "info", limit: 9, now: due).count == 1)
            #expect(try await bench.journal.nextDelivery(from: "info") == nil, "claimed is not open")
        }
    }

    @Test func clockThatWasSetBackDelaysNoNewJob() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0])], now: Bench.start)
            let earlier = Bench.start - .days(30)
            #expect(try #require(try await bench.journal.nextDelivery(from: "info")) <= earlier)
            #expect(try await bench.journal.claimDeliveries(from: "info", limit: 9, now: earlier).count == 1)
        }
    }
}
