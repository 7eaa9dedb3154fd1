import Foundation
import GRDB
import MailRouting
import Testing

@testable import MailJournal

/// Transaction 2: both or neither, at most one acknowledgement for a message, a window for each sender.
@Suite struct DecisionTests {
    @Test func writesDecisionAndJobsTogether() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...3, in: info)
            let written = try await bench.journal.commit(
                [
                    Bench.decided(recorded[0], key: "a"), Bench.decided(recorded[1], to: Bench.info, key: "b"),
                    Bench.decided(recorded[2], to: Bench.info, keywords: ["$Large"]),
                ], now: Bench.start)
            #expect(written.count == 3)
            let summary = try await bench.journal.summary()
            #expect(summary.arrivals == [.routing: 2, .kept: 1])
            #expect(summary.deliveries == ["pending": 2], "a keyword has to be set even where the message stays")
            #expect(summary.acknowledgements == ["waiting": 1, "pending": 1])
        }
    }

    @Test func keepsNothingWhenOnePartFails() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...3, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[2], key: "c")], now: Bench.start)
            let before = try await bench.journal.summary()
            // The last of the three is decided already.
            let kind = await faultKind { () async throws(JournalFault) in
                _ = try await bench.journal.commit(
                    recorded.map { Bench.decided($0, key: "\($0.id)") }, now: Bench.start)
            }
            #expect(kind == .other)
            #expect(try await bench.journal.summary() == before)
            #expect(try await bench.journal.undecided(in: info, limit: 10).count == 2)
        }
    }

    @Test func oneAcknowledgementForEachMessage() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...3, in: info)
            // Twice in one batch and once more later.
            let batch = try await bench.journal.commit(
                recorded[0...1].map { Bench.decided($0, key: "same") }, now: Bench.start)
            let later = try await bench.reopened().commit(
                [Bench.decided(recorded[2], key: "same")], now: Bench.start + .days(60))
            guard case .send = batch[0].acknowledgement, case .refused(_, let why) = batch[1].acknowledgement,
                case .refused(_, let later) = later[0].acknowledgement
            else {
                Issue.record("expected one acknowledgement and two refusals")
                return
            }
            #expect(why.reason == .duplicate)
            #expect(later.reason == .duplicate)
            #expect(try await bench.journal.summary().acknowledgements == ["waiting": 1])
            #expect(try await bench.journal.summary().deliveries == ["pending": 3], "delivered all the same")
        }
    }

    @Test func senderIsAnsweredThreeTimesADay() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...8, in: info)
            func refusal(_ index: Int, recipient: String, at instant: Instant) async throws -> Refusal.Reason? {
                let written = try await bench.journal.commit(
                    [Bench.decided(recorded[index], key: "\(index)", recipient: recipient)], now: instant)
                guard case .refused(_, let why) = written[0].acknowledgement else { return nil }
                return why.reason
            }
            for index in 0..<3 {
                // The spelling does not matter.
                #expect(try await refusal(index, recipient: index == 0 ? "ANA" : "ana", at: Bench.start) == nil)
            }
            let day = Bench.start + .hours(24)
            #expect(try await refusal(5, recipient: "Ana", at: day + .milliseconds(-1)) == .senderWindow)
            #expect(try await refusal(6, recipient: "bob", at: day + .milliseconds(-1)) == nil)
            #expect(try await refusal(7, recipient: "ana", at: day) == .senderWindow, "they still wait to be sent")
        }
    }

    @Test func whatIsNotCommittedIsGone() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...1, in: info)
            // Written by another connection that never commits, as a process killed in the middle of a transaction.
            do {
                let other = try DatabaseQueue(path: bench.path)
                try await other.writeWithoutTransaction { database in
                    try database.execute(sql: "BEGIN IMMEDIATE")
                    try database.execute(sql: "UPDATE arrival SET state = 'routed'")
                    try database.execute(sql: "DELETE FROM mailbox WHERE id = -1")
                    try database.rollback()
                }
                try other.close()
            }
            let reopened = try bench.reopened()
            #expect(try await reopened.undecided(in: info, limit: 10) == recorded)
        }
    }

    @Test func copyOfTheFilesAtAnyInstantIsAWholeJournal() async throws {
        try await Bench.run { bench in
            let info = try await bench.contact()
            let recorded = try await bench.record(1...2, in: info)
            _ = try await bench.journal.commit([Bench.decided(recorded[0], key: "a")], now: Bench.start)
            _ = try await bench.journal.claimDeliveries(from: "info", limit: 1, now: Bench.start)
            // What kill -9 leaves behind: the file and its write-ahead log, the connection never closed.
            let copy = bench.folder.appendingPathComponent("copy.sqlite").path
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: bench.path + suffix, toPath: copy + suffix)
            }
            let survivor = try Journal(path: copy)
            #expect(try await survivor.summary() == (try await bench.journal.summary()))
            #expect(try await survivor.rescue(now: Bench.start) == 1)
        }
    }
}
