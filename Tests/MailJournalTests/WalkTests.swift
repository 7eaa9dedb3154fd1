import MailRouting
import Testing

@testable import MailJournal

/// What other processes see of the agent: its last lines, how watching stands, which rules it goes by.
@Suite struct WalkTests {
    private static func entry(_ number: Int64) -> WalkEntry {
        WalkEntry(
            at: Bench.start + .seconds(number), level: .info, component: .intake, step: "arrived",
            arrival: ArrivalID(number), text: "line \(number)")
    }

    @Test func theLastLinesAreKeptAndReadInOrder() async throws {
        try await Bench.run { bench in
            let count = Int64(Limits.keptWalk) + 20
            try await bench.journal.note((1...count).map(Self.entry), [])
            let other = try Journal(reading: bench.path)
            let all = try await other.walk(after: 0, limit: 100_000)
            #expect(all.count == Limits.keptWalk)
            #expect(all.last?.text == "line \(count)" && all.last?.arrival == ArrivalID(count))
            let newest = try await other.walk(after: 0, limit: 3)
            #expect(newest.map(\.text) == (count - 2...count).map { "line \($0)" })
            let none = try await other.walk(after: count, limit: 3)
            #expect(none.isEmpty)
        }
    }

    @Test func aStateThatStaysKeepsItsInstant() async throws {
        try await Bench.run { bench in
            func record(_ isConnected: Bool, _ minutes: Int64, _ detail: String? = nil) -> WatchRecord {
                WatchRecord(
                    mailbox: Bench.info, isConnected: isConnected, since: Bench.start + .minutes(minutes),
                    detail: detail)
            }
            try await bench.journal.note([], [record(true, 0)])
            try await bench.journal.note([], [record(false, 1, "refused")])
            try await bench.journal.note([], [record(false, 2, "timed out")])
            let state = try await bench.journal.watching()
            #expect(state == [Bench.info: record(false, 1, "timed out")])
            try await bench.journal.note([], [record(true, 3)])
            let again = try await bench.journal.watching()
            #expect(again == [Bench.info: record(true, 3)])
        }
    }

    @Test func rulesInForceAndRefusedFiles() async throws {
        try await Bench.run { bench in
            let none = try await bench.journal.rulesState()
            #expect(none == nil)
            try await bench.journal.noteRules(version: "one", now: Bench.start)
            let faults = (1...60).map {
                Diagnostic(
                    at: SourceLocation(file: "rules/sales.yaml", line: $0, column: 5), length: 3, "unknown key",
                    suggestion: "did you mean", sourceLine: "    password: secret")
            }
            let later = Bench.start + .minutes(1)
            try await bench.journal.noteRefusedRules(faults, now: later)
            let refused = try #require(try await bench.journal.rulesState())
            #expect(refused.version == "one" && refused.loadedAt == Bench.start && refused.refusedAt == later)
            #expect(refused.faults.count == Limits.keptFaults)
            #expect(refused.faults[0].location == faults[0].location)
            #expect(refused.faults[0].sourceLine == nil, "lines of files are not kept")
            try await bench.journal.noteRules(version: "two", needsRestart: ["the log"], now: later)
            let mended = try await bench.journal.rulesState()
            #expect(mended == RulesState(version: "two", loadedAt: later, needsRestart: ["the log"]))
        }
    }

    @Test func placesOfTheWindowsAreCountedWithoutWriting() async throws {
        try await Bench.run { bench in
            let account = SubmissionAccount(host: "mail.test", userName: "us")
            for minutes in [0, 30, 59] as [Int64] {
                let wall = Bench.start + .minutes(minutes)
                let reading = ClockReading(wall: wall, steady: Interval(milliseconds: wall.milliseconds))
                let taken = try await bench.journal.takePlace(
                    of: account, limits: RateLimits(perMinute: 5, perHour: 30), at: reading)
                try await bench.journal.settle(try taken.get(), at: reading)
            }
            let other = try Journal(reading: bench.path)
            let soon = try await other.windowUse(of: account, now: Bench.start + .minutes(59) + .seconds(30))
            #expect(soon == (minute: 1, hour: 3))
            let later = try await other.windowUse(of: account, now: Bench.start + .minutes(95))
            #expect(later == (minute: 0, hour: 1))
        }
    }
}
