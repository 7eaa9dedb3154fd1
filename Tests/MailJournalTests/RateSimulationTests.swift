import Foundation
import GRDB
@testable import MailJournal
import MailRouting
import Testing

/// The limits as the server's own log shows them, over simulated hours: a real journal, a hand-moved clock, an account that
/// always has more to send than it may, restarts and clocks that are set.
///
/// 100 hours in every run; for more hours, or others, `MAILROOM_HOURS=10000 MAILROOM_SEED=1 swift test --filter RateSimulationTests` (`make sim-limits`).
@Suite struct RateSimulationTests {
    static var hours: Int64 {
        ProcessInfo.processInfo.environment["MAILROOM_HOURS"].flatMap { Int64($0) } ?? 100
    }

    static var seed: UInt64 {
        ProcessInfo.processInfo.environment["MAILROOM_SEED"].flatMap { UInt64($0) } ?? 20_261_127
    }

    @Test func noWindowHoldsTooManyWhateverHappens() async throws {
        let shared = "/dev/shm"
        let base = FileManager.default.isWritableFile(atPath: shared) ? shared : NSTemporaryDirectory()
        let folder = "\(base)/mailroom-sim-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var world = try await LimitWorld(path: folder + "/journal.sqlite", seed: Self.seed)
        try await world.run(hours: Self.hours)
        let log = world.log
        print(
            "\(Self.hours) hours: \(log.count) messages at the server, \(world.restarts) restarts, "
                + "\(world.jumps) times the clock was set; most in 60 s: \(log.most(in: .minutes(1))), "
                + "most in 3,600 s: \(log.most(in: .hours(1)))")
        #expect(log.most(in: .minutes(1)) == 5, "seed \(Self.seed)")
        #expect(log.most(in: .hours(1)) == 30, "seed \(Self.seed)")
        #expect(log.count > Int(Self.hours) * 20, "the limits are made use of")
        #expect(world.jumps > Self.hours / 20 && world.restarts > Self.hours / 20)
    }
}

/// When the server got each message, on a clock nobody can set.
struct ServerLog {
    private(set) var instants: [Instant] = []
    var count: Int { instants.count }
    mutating func add(_ instant: Instant) { instants.append(instant) }

    /// The most messages in any window of this width that begins with a message: no other can hold more.
    func most(in width: Interval) -> Int {
        var most = 0
        var end = 0
        for begin in instants.indices {
            while end < instants.count, instants[end] - instants[begin] < width { end += 1 }
            most = max(most, end - begin)
        }
        return most
    }
}

/// A journal, its agent's lives and two clocks.
struct LimitWorld {
    private let path: String
    private var journal: Journal
    private var random: SeededGenerator
    /// True time, which no part of the agent sees.
    private var now = Instant(seconds: 1_800_000_000)
    /// How far the wall clock is off.
    private var error = Interval.seconds(0)
    /// When the machine was started: the steady clock counts from there.
    private var boot = Instant(seconds: 1_800_000_000)
    private(set) var log = ServerLog()
    private(set) var restarts = 0
    private(set) var jumps = 0
    private static let account = SubmissionAccount(host: "mail.example", userName: "us")
    private static let jobs = 400
    /// Nothing is too old: what is looked at here are the limits of the account.
    private static let windows = AcknowledgementWindows(
        limits: AcknowledgementLimits(), maximumAge: .days(36_500))

    init(path: String, seed: UInt64) async throws {
        self.path = path
        random = SeededGenerator(seed: seed)
        journal = try await Self.open(path)
        let bench = try Bench()
        defer { try? FileManager.default.removeItem(at: bench.folder) }
        let info = try await journal.contact(
            Bench.info, MailboxStatus(uidValidity: UIDValidity(1), uidNext: .first, exists: 0), backlog: .ignore,
            now: Bench.start)
        let recorded = try await journal.record(
            try (1...Self.jobs).map { try Bench.arrival($0, in: info) }, in: info,
            watermark: try #require(UID(Self.jobs)), backlog: .ignore, now: Bench.start)
        _ = try await journal.commit(
            recorded.map { Bench.decided($0, to: Bench.info, key: "\($0.id)", recipient: "c\($0.id)") },
            now: Bench.start)
    }

    private static func open(_ path: String) async throws -> Journal {
        let journal = try Journal(path: path)
        // What is on a disk when the power goes is not what this simulates.
        try await journal.forgoSafety()
        return journal
    }

    private var reading: ClockReading { ClockReading(wall: now + error, steady: now - boot) }

    mutating func run(hours: Int64) async throws {
        let end = now + .hours(hours)
        while now < end {
            try await disturb()
            try await step()
        }
    }

    private mutating func step() async throws {
        let claim = try await journal.claimAcknowledgement(
            on: "main", of: Self.account, limits: RateLimits(), windows: Self.windows, at: reading)
        switch claim {
        case .closed: break
        case .stopped: _ = try await journal.resumeSending(now: reading.wall)
        case .nothing: try await journal.reopenJobs(now: reading.wall)
        case .wait(let until):
            let wait = max(until - reading.wall, .milliseconds(1))
            // A retry may be due first; and sometimes an agent looks too early.
            now = now + min(wait, .milliseconds(Int64.random(in: 1...3_600_000, using: &random)))
        case .job(let job):
            let length = Int64.random(in: 1...30_000, using: &random)
            let reached = now + .milliseconds(Int64.random(in: 0...length, using: &random))
            let fate = Int.random(in: 0..<100, using: &random)
            now = now + .milliseconds(length)
            if fate < 96 { log.add(reached) }
            if fate == 0 {
                // Killed in the middle: whether the message got there is for the log to say.
                return try await restart()
            }
            let outcome: Outcome = fate < 90 ? .completed(.accepted("250")) : .transient(Bench.fault)
            _ = try await journal.settle([Settlement(job: job.id, outcome: outcome, random: 0.1)], at: reading)
            now = now + .milliseconds(Int64.random(in: 0...500, using: &random))
        }
    }

    /// Something happens about once in five hours.
    private mutating func disturb() async throws {
        switch Int.random(in: 0..<400, using: &random) {
        case 0, 1: try await restart()
        case 2: set(.milliseconds(Int64.random(in: -86_400_000...86_400_000, using: &random)))
        case 3: set(.milliseconds(Int64.random(in: -60_000...60_000, using: &random)))
        case 4: set(.seconds(0))
        default: break
        }
    }

    /// Somebody sets the clock, right or wrong, while the agent runs.
    private mutating func set(_ error: Interval) {
        jumps += 1
        self.error = error
    }

    /// The agent is killed and started again, sometimes with the machine; meanwhile the clock may be set back.
    private mutating func restart() async throws {
        restarts += 1
        now = now + .milliseconds(Int64.random(in: 1...5_000, using: &random))
        if Bool.random(using: &random) {
            boot = now
            let back = Int64.random(in: 0...7_200_000, using: &random)
            error = Interval(milliseconds: error.milliseconds - back)
            jumps += 1
        }
        journal = try await Self.open(path)
        _ = try await journal.rescue(at: reading)
    }
}

extension Journal {
    func forgoSafety() throws {
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    }

    /// Everything that was settled is to be sent again, made now.
    func reopenJobs(now: Instant) throws {
        try database.write { database in
            try database.execute(
                sql: """
                    UPDATE job SET state = 'pending', due = 0, attempt = 0, created_at = ?, requeued_at = NULL,
                        settled_at = NULL, sent_at = NULL, sender_key = NULL, domain_key = NULL WHERE state <> 'claimed'
                    """, arguments: [now.milliseconds])
            try database.execute(sql: "DELETE FROM attempt")
        }
    }
}
