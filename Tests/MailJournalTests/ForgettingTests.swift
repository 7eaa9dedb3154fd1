import Foundation
import GRDB
import MailRouting
import Testing

@testable import MailJournal

@Suite("forgetting a person") struct ForgettingTests {
    private static let ana = Address(localPart: "ana", domain: "customer.example")

    private static func header(_ sender: String) -> [UInt8] {
        Array("From: <\(sender)>\r\nSubject: Order\r\n\r\n".utf8)
    }

    /// One arrival of each sender, delivered and acknowledged where `settled` says so.
    private func prepare(_ bench: Bench, settled: Bool = true) async throws -> [RecordedArrival] {
        let info = try await bench.contact()
        let senders = ["Ana@Customer.example", "joana@customer.example", "bob@customer.example"]
        let arrivals = try senders.enumerated().map { number, sender in
            try Bench.arrival(number + 1, in: info, header: Self.header(sender))
        }
        let recorded = try await bench.record(arrivals, in: info)
        let decided = zip(recorded, senders).map { arrival, sender in
            Bench.decided(
                arrival, key: "key-\(sender)", recipient: String(sender.lowercased().split(separator: "@")[0]),
                domain: "customer.example", thread: [MessageID("\(sender)")])
        }
        _ = try await bench.journal.commit(decided, now: Bench.start)
        guard settled else { return recorded }
        for uid in 1...3 { try await bench.deliver(as: Bench.delivered(uid: uid)) }
        for _ in 1...3 {
            let job = try #require(try await bench.claimAcknowledgement())
            try await bench.settle(
                job.id, .completed(.accepted("250 queued for \(job.acknowledgement?.recipient.spec ?? "")")))
        }
        return recorded
    }

    @Test("takes out everything that names him, and nothing of anybody else")
    func everything() async throws {
        try await Bench.run { bench in
            let recorded = try await prepare(bench)
            #expect(try await bench.journal.arrivals(concerning: Self.ana) == [recorded[0].id])
            let result = try await bench.journal.forget(Self.ana)
            #expect(result == Forgetting(stripped: 1, open: []))
            #expect(try await bench.journal.arrivals(concerning: Self.ana).isEmpty)
            #expect(try await bench.journal.arrival(recorded[0].id) == .accounted(.routed))
            for other in recorded[1...] {
                guard case .kept = try await bench.journal.arrival(other.id) else {
                    Issue.record("somebody else was forgotten")
                    continue
                }
            }
            // Neither the file nor what lies beside it has the octets any more.
            try await bench.journal.checkpoint()
            let mention = AddressMention(Self.ana)
            for name in [bench.path, bench.path + "-wal"] {
                let bytes = FileManager.default.contents(atPath: name).map(Array.init) ?? []
                #expect(mention.count(in: bytes) == 0, "\(name)")
            }
            #expect(try await bench.journal.forget(Self.ana) == Forgetting(stripped: 0, open: []))
        }
    }

    @Test("every UID stays accounted for, and nobody is acknowledged a second time")
    func promises() async throws {
        try await Bench.run { bench in
            _ = try await prepare(bench)
            _ = try await bench.journal.forget(Self.ana)
            let info = try await bench.contact()
            #expect(try await bench.journal.unaccounted() == 0)
            let again = try await bench.record(
                [try Bench.arrival(9, in: info, header: Self.header("x@y.example"))], in: info)
            let item = Bench.decided(
                again[0], key: "key-Ana@Customer.example", recipient: "ana", domain: "customer.example")
            _ = try await bench.journal.commit([item], now: Bench.start)
            guard case .kept(let kept) = try await bench.journal.arrival(again[0].id) else {
                Issue.record("it is not kept")
                return
            }
            #expect(kept.decision.refusal?.reason == .duplicate)
        }
    }

    @Test("what is under way keeps what it needs, is named, and is forgotten later")
    func underWay() async throws {
        try await Bench.run { bench in
            let recorded = try await prepare(bench, settled: false)
            #expect(try await bench.journal.forget(Self.ana) == Forgetting(stripped: 0, open: [recorded[0].id]))
            for uid in 1...3 { try await bench.deliver(as: Bench.delivered(uid: uid)) }
            for _ in 1...3 {
                let job = try #require(try await bench.claimAcknowledgement())
                #expect(job.acknowledgement?.recipient.domain == "customer.example")
                try await bench.settle(job.id, .completed(.accepted("250")))
            }
            #expect(try await bench.journal.forget(Self.ana) == Forgetting(stripped: 1, open: []))
        }
    }

    @Test("an export has the header, the decision and what was sent")
    func export() async throws {
        try await Bench.run { bench in
            let recorded = try await prepare(bench)
            let record = try #require(try await bench.journal.records(of: [recorded[0].id]).first)
            #expect(record.header == String(decoding: Self.header("Ana@Customer.example"), as: UTF8.self))
            #expect(record.decision?.rule == "quality")
            #expect(record.mailbox == "info/INBOX")
            #expect(record.jobs.map(\.kind) == ["delivery", "acknowledgement"])
            #expect(record.jobs.last?.recipient == "ana@customer.example")
            #expect(record.jobs.last?.attempts.first?.detail?.contains("ana@customer.example") == true)
            let json = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
            #expect(json.contains("ana@customer.example"))
        }
    }
}
