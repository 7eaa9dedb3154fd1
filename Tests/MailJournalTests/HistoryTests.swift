import Foundation
import GRDB
import MailRouting
import Testing

@testable import MailJournal

/// What is kept of a decided arrival, and how it is read again.
@Suite struct HistoryTests {
    private static let attachments = [
        MailRouting.Attachment(
            name: "Plan \"A\".pdf", type: MediaType(type: "application", subtype: "pdf"), size: 4711),
        MailRouting.Attachment(name: nil, type: MediaType(type: "image", subtype: "png"), size: 0),
    ]

    @Test func aDecidedArrivalIsKeptWithAllItRestedOn() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            let item = Bench.decided(
                recorded[0], key: "a", priority: .high, keywords: ["$Large"], copies: [Bench.sameAccount],
                attachments: Self.attachments)
            _ = try await bench.journal.commit([item], now: Bench.start)
            guard case .kept(let kept) = try await bench.reopened().arrival(recorded[0].id) else {
                Issue.record("it is not kept")
                return
            }
            #expect(kept.location == recorded[0].arrival.location)
            #expect(kept.state == .routing)
            #expect(kept.header == recorded[0].arrival.header)
            #expect(kept.size == 1000)
            #expect(kept.language == .german)
            #expect(kept.attachments == Self.attachments)
            #expect(kept.circumstances == item.circumstances)
            #expect(
                kept.decision
                    == RecordedDecision(
                        ruleSet: "v1", rule: "quality", ruleLocation: item.decision.ruleLocation.short, priority: .high,
                        department: "support", folder: nil, keywords: ["$Large"], copies: item.decision.copies,
                        template: "quality_complaint", refusal: nil))
        }
    }

    @Test func aRefusalIsKeptWithItsReason() async throws {
        try await Bench.run { bench in
            let recorded = try await bench.record(1...2, in: try await bench.contact())
            _ = try await bench.journal.commit(recorded.map { Bench.decided($0, key: "same") }, now: Bench.start)
            guard case .kept(let kept) = try await bench.journal.arrival(recorded[1].id) else {
                Issue.record("it is not kept")
                return
            }
            #expect(kept.decision.template == "quality_complaint")
            #expect(kept.decision.refusal?.reason == .duplicate)
            #expect(kept.decision.refusal?.words.contains("acknowledged already") == true)
            #expect(kept.attachments == nil, "nobody read them")
        }
    }

    @Test func pagesHoldEveryArrivalOnceAndInOrder() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let old = try await bench.record(1...3, in: info)
            _ = try await bench.journal.commit(old.map { Bench.decided($0) }, now: Bench.start)
            let later = Bench.start + .days(1)
            let new = try await bench.record(
                try (4...10).map { try Bench.arrival($0, in: info) }, in: info, now: later)
            _ = try await bench.journal.commit(new.map { Bench.decided($0) }, now: later)
            func pages(since instant: Instant, of limit: Int) async throws -> [ArrivalID] {
                var ids: [ArrivalID] = []
                while true {
                    let page = try await bench.journal.arrivals(since: instant, after: ids.last, limit: limit)
                    ids += page.map(\.id)
                    if page.count < limit { return ids }
                }
            }
            for limit in [1, 3, 7, 100] {
                #expect(try await pages(since: later, of: limit) == new.map(\.id))
                #expect(try await pages(since: Bench.start, of: limit) == (old + new).map(\.id))
            }
            #expect(try await pages(since: later + .seconds(1), of: 3) == [])
        }
    }

    @Test func whatIsNotKeptIsToldApart() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...2, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0])], now: Bench.start)
            try await bench.deliver(as: Bench.delivered(uid: 5))
            #expect(try await bench.journal.purge(.decisions, settledBefore: Bench.start + .days(1)) == 1)
            #expect(try await bench.journal.arrival(recorded[0].id) == .accounted(.routed))
            #expect(try await bench.journal.arrival(recorded[1].id) == .accounted(.recorded))
            #expect(try await bench.journal.arrival(ArrivalID(99)) == .unknown)
        }
    }

    @Test func onlyWhoWasSentAnAcknowledgementIsKnown() async throws {
        try await Bench.run { bench in
            let recorded = try await bench.record(1...3, in: try await bench.contact())
            let names = ["ana", "bob", "o'neil\""]
            _ = try await bench.journal.commit(
                zip(recorded, names).map {
                    Bench.decided($0, to: Bench.info, key: $1, recipient: $1, domain: "customer.example")
                },
                now: Bench.start)
            let authors = Set((names + ["eve"]).map { "\($0)@customer.example" })
            #expect(try await bench.journal.acknowledged(among: authors) == [])
            for outcome in [Outcome.completed(.accepted("250")), .permanent(Bench.fault), .completed(.accepted("250"))]
            {
                let job = try #require(try await bench.claimAcknowledgement())
                try await bench.settle(job.id, outcome)
            }
            #expect(
                try await bench.journal.acknowledged(among: authors)
                    == ["ana@customer.example", "o'neil\"@customer.example"])
            #expect(try await bench.journal.acknowledged(among: []) == [])
        }
    }

    @Test func whoOnlyLooksDisturbsNobody() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...3, in: info)
            let reader = try Journal(reading: bench.path)
            #expect(try await reader.summary().arrivals == [.recorded: 3])
            _ = try await bench.journal.commit(recorded.map { Bench.decided($0) }, now: Bench.start)
            #expect(try await reader.arrivals(since: Bench.start, after: nil, limit: 9).count == 3)
            try await bench.journal.checkpoint()
            let writing = await faultKind { () async throws(JournalFault) in
                _ = try await reader.pauseSending(now: Bench.start)
            }
            #expect(writing == .readOnly)
        }
    }

    @Test(arguments: [["", "-wal"], [""]])
    func lookingNeedsNoAgent(files: [String]) async throws {
        try await Bench.run { bench in
            _ = try await bench.record(1...3, in: try await bench.contact())
            if !files.contains("-wal") { try await bench.journal.checkpoint() }
            // What kill -9 leaves behind, or a graceful end.
            let copy = bench.folder.appendingPathComponent("copy.sqlite").path
            for suffix in files { try FileManager.default.copyItem(atPath: bench.path + suffix, toPath: copy + suffix) }
            #expect(try await Journal(reading: copy).summary().arrivals == [.recorded: 3])
        }
    }

    @Test func lookingNeedsAJournalOfThisVersion() async throws {
        try await Bench.run { bench in
            func looking(_ path: String) async -> JournalFault.Kind? {
                await faultKind { () async throws(JournalFault) in _ = try Journal(reading: path) }
            }
            let missing = bench.folder.appendingPathComponent("missing.sqlite").path
            #expect(await looking(missing) == .cannotOpen)
            #expect(!FileManager.default.fileExists(atPath: missing))
            let empty = bench.folder.appendingPathComponent("empty.sqlite").path
            let other = try DatabaseQueue(path: empty)
            try await other.write { try $0.execute(sql: "CREATE TABLE something (id INTEGER)") }
            #expect(await looking(empty) == .other)
            try await bench.journal.write("make newer") {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: from tomorrow')")
            }
            #expect(await looking(bench.path) == .newerVersion)
        }
    }
}
