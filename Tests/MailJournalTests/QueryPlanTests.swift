import GRDB
import MailRouting
import Synchronization
import Testing

@testable import MailJournal

/// No statement on the way of a message looks at every row: a journal of ten years is as quick as a new one.
@Suite struct QueryPlanTests {
    /// Said with the reason: these look at everything, and nobody waits for them.
    static let mayScan = [
        // A summary counts everything.
        "SELECT state, count(*) AS n, count(simulation) AS simulated FROM arrival GROUP BY state",
        "SELECT state, count(*) AS n, sum(simulated) AS simulated FROM job WHERE kind = ?",
        "SELECT holder.arrival_id FROM",  // the hourly purge looks through what is kept for the retention
    ]

    @Test func noStatementLooksAtEveryRow() async throws {
        try await Bench.run { bench in
            let statements = Statements()
            await bench.journal.trace(into: statements)
            try await exercise(bench)
            let seen = statements.all.filter { sql in
                ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) }
            }
            #expect(seen.count >= 30, "the walk of a message takes more statements than \(seen.count)")
            for sql in seen.sorted() where !Self.mayScan.contains(where: { sql.collapsed.hasPrefix($0) }) {
                let plan = try await bench.journal.plan(of: sql)
                let scans = plan.filter { step in
                    ["arrival", "job", "copy", "delivery", "header", "decision", "attempt", "submission"].contains {
                        step == "SCAN \($0)" || step.hasPrefix("SCAN \($0) ")
                    }
                }
                #expect(scans.isEmpty, "\(sql)\n\(plan.joined(separator: "\n"))")
            }
            for sql in Self.mayScan {
                #expect(seen.contains { $0.collapsed.hasPrefix(sql) }, "no longer asked: \(sql)")
            }
        }
    }

    /// Whoever looks on asks often, so nothing of it may look at every row.
    @Test func noLookFromOutsideDoes() async throws {
        try await Bench.run { bench in
            try await exercise(bench)
            let looker = try StatusJournal(path: bench.path)
            let statements = Statements()
            looker.database.inDatabase { database in
                database.trace { if case .statement(let statement) = $0 { statements.note(statement.sql) } }
            }
            _ = try looker.counts(of: [SubmissionAccount(host: "main", userName: "us")], now: Bench.start)
            _ = try looker.nextAcknowledgements(limit: 20)
            _ = try looker.inNeedOfAPerson(limit: 50)
            _ = try looker.flow(since: Bench.start)
            _ = try looker.steps(since: Bench.start)
            let filter = DecisionFilter(since: Bench.start, department: "support", rule: "quality")
            let page = try looker.decisions(filter, after: nil, limit: 1)
            _ = try looker.decisions(filter, after: page.next, limit: 1)
            _ = try looker.arrival(ArrivalID(1))
            let seen = statements.all.filter { $0.hasPrefix("SELECT") }
            #expect(seen.count >= 12, "asked only \(seen.count)")
            for sql in seen.sorted() {
                let plan = try await bench.journal.plan(of: sql)
                let scans = plan.filter { step in
                    guard step.hasPrefix("SCAN ") else { return false }
                    // Only the few rows of a partial index, or the tables of one row or of a person's own acts.
                    let few = [
                        "job_unsettled", "SCAN window_clock", "SCAN breaker", "SCAN pause", "pause_open", "arrival_",
                    ]
                    return !few.contains { step.contains($0) }
                }
                #expect(scans.isEmpty, "\(sql)\n\(plan.joined(separator: "\n"))")
            }
        }
    }

    /// Every operation of the journal, once.
    private func exercise(_ bench: Bench) async throws {
        let journal = bench.journal
        let mailbox = try await bench.contact()
        let recorded = try await bench.record(1...4, in: mailbox)
        _ = try await journal.undecided(in: mailbox, limit: 10)
        _ = try await journal.commit(
            [
                Bench.decided(recorded[0], key: "a", copies: [Bench.sameAccount]),
                Bench.decided(recorded[1], to: Bench.sameAccount), Bench.decided(recorded[2], to: Bench.sameAccount),
                Bench.decided(recorded[3], to: Bench.info),
            ], now: Bench.start)
        _ = try await journal.acknowledged(among: ["a@customer.example"])
        _ = try await journal.rescue(now: Bench.start)
        let newest = try await journal.newestJob()
        for _ in 0..<4 {
            let jobs = try await journal.claimDeliveries(from: "info", upTo: newest, limit: 10, now: Bench.start)
            if let first = jobs.first, let delivery = first.work.delivery, !delivery.staysInAccount {
                let mark = DestinationMark(uidValidity: UIDValidity(7), uidNext: .first)
                try await journal.note(.appending(mark, Content(sha256: "0", size: 1)), of: [first.id])
            }
            for (number, job) in jobs.enumerated() {
                let outcome =
                    number == 0 ? try Bench.delivered(uid: Int(job.id.value)) : .completed(.vanished)
                try await bench.settle(job.id, outcome)
            }
        }
        _ = try await journal.nextDelivery(from: "info", upTo: newest)
        _ = try await journal.knownCopies(of: recorded[0].arrival.fingerprint, in: Bench.support, UIDValidity(7))
        _ = try await journal.follow([recorded[0].arrival.location], to: UIDValidity(2))
        _ = try await journal.places(
            of: [recorded[0].arrival.fingerprint], in: Bench.info, UIDValidity(1), upTo: .first)
        _ = try await journal.nextAcknowledgement(on: "main", limits: RateLimits(), now: Bench.start)
        let acknowledgement = try #require(try await bench.claimAcknowledgement())
        try journal.noteHandover(of: acknowledgement.id)
        try await bench.settle(acknowledgement.id, .completed(.accepted("250 ok")))
        _ = try await journal.undo(.arrival(recorded[0].id), now: Bench.start)
        _ = try await journal.undo(.arrival(recorded[1].id), now: Bench.start)
        _ = try await journal.undo(.arrival(recorded[2].id), now: Bench.start)
        _ = try await journal.undoProgress(of: [recorded[0].id])
        _ = try await journal.nextUndo()
        _ = try await journal.claimUndos(limit: 10, now: Bench.start)
        _ = try await journal.claimUndos(limit: 10, now: Bench.start)
        _ = try await journal.hasAcknowledged()
        _ = try await journal.responses(among: [recorded[0].id])
        _ = try await journal.pauseSending(now: Bench.start)
        _ = try await journal.resumeSending(now: Bench.start)
        _ = try await journal.untoldSending()
        _ = try await journal.arrival(recorded[0].id)
        _ = try await journal.arrivals(since: Bench.start, after: nil, limit: 10)
        _ = try await bench.contact(validity: 2)
        _ = try await journal.summary()
        _ = try await journal.isOvertaken(Bench.start, now: Bench.start)
        _ = try await journal.arrivals(of: "normal-2026-W48-7", after: nil, limit: 10)
        for kind in Retention.Kind.allCases { _ = try await journal.purge(kind, settledBefore: Bench.start + .days(1)) }
    }
}

/// The text of every statement that ran.
private final class Statements: Sendable {
    private let seen = Mutex<Set<String>>([])
    func note(_ sql: String) { seen.withLock { _ = $0.insert(sql) } }
    var all: Set<String> { seen.withLock { $0 } }
}

extension Journal {
    fileprivate func trace(into statements: Statements) {
        database.inDatabase { database in
            database.trace { event in
                if case .statement(let statement) = event { statements.note(statement.sql) }
            }
        }
    }

    /// What SQLite would do, without the values, and so without any knowledge of how many rows there are.
    fileprivate func plan(of sql: String) throws(JournalFault) -> [String] {
        try read("plan") { database in
            let explain = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
            explain.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(explain).map { $0["detail"] }
        }
    }
}

extension String {
    fileprivate var collapsed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
