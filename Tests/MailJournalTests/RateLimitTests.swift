import MailJournal
import MailRouting
import Testing

/// The sliding windows on disk: exact for whatever the host sees, across restarts, whatever the clock does.
@Suite struct RateLimitTests {
    /// `count` acknowledgements that wait for nothing.
    static func fill(_ bench: Bench, _ count: Int) async throws {
        let info = try await bench.contact()
        let recorded = try await bench.record(1...count, in: info)
        _ = try await bench.journal.commit(
            recorded.map { Bench.decided($0, to: Bench.info, key: "\($0.id)", recipient: "c\($0.id)") },
            now: Bench.start)
    }

    @Test func placeCountsFromTheClaimAndFromTheSettling() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 12)
            var jobs: [Job] = []
            for _ in 0..<5 { jobs.append(try #require(try await bench.claimAcknowledgement())) }
            // All five are on their way: whenever they arrive, a sixth must be a minute later.
            let now = Bench.start + .seconds(50)
            let journal = try bench.reopened()
            #expect(
                try await journal.claimAcknowledgement(on: "main", limits: RateLimits(), now: now)
                    == .wait(until: now + .minutes(1)))
            #expect(try await bench.claimAcknowledgement(now: now, on: "spare") != nil, "each host has its own windows")
            for job in jobs { try await bench.settle(job.id, .completed(.accepted("250")), now: now) }
            let free = now + .minutes(1)
            #expect(
                try await journal.nextAcknowledgement(on: "main", limits: RateLimits(), now: free + .milliseconds(-1))
                    == free)
            #expect(try await bench.claimAcknowledgement(now: free + .milliseconds(-1)) == nil)
            #expect(try await bench.claimAcknowledgement(now: free) != nil)
        }
    }

    @Test func crashGivesNoPlaceBack() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 12)
            for _ in 0..<5 { _ = try await bench.claimAcknowledgement() }
            let restart = Bench.start + .minutes(5)
            let journal = try bench.reopened()
            #expect(try await journal.rescue(now: restart) == 5)
            #expect(
                try await journal.claimAcknowledgement(on: "main", limits: RateLimits(), now: restart)
                    == .wait(until: restart + .minutes(1)))
            #expect(try await bench.claimAcknowledgement(now: restart + .minutes(1)) != nil)
        }
    }

    @Test func clockThatWasSetBackCostsOneWindowAndNoMore() async throws {
        try await Bench.run { bench in
            try await Self.fill(bench, 12)
            for _ in 0..<5 {
                let job = try #require(try await bench.claimAcknowledgement())
                try await bench.settle(job.id, .completed(.accepted("250")))
            }
            let earlier = Bench.start - .days(400)
            #expect(
                try await bench.journal.nextAcknowledgement(on: "main", limits: RateLimits(), now: earlier)
                    == earlier + .minutes(1))
            #expect(try await bench.claimAcknowledgement(now: earlier + .seconds(59)) == nil)
            #expect(try await bench.claimAcknowledgement(now: earlier + .minutes(1)) != nil)
        }
    }

    @Test func nothingToSendTakesNoPlace() async throws {
        try await Bench.run { bench in
            #expect(
                try await bench.journal.claimAcknowledgement(on: "main", limits: RateLimits(), now: Bench.start)
                    == .nothing)
            #expect(
                try await bench.journal.nextAcknowledgement(on: "main", limits: RateLimits(), now: Bench.start) == nil)
            try await Self.fill(bench, 6)
            for _ in 0..<5 { #expect(try await bench.claimAcknowledgement() != nil) }
        }
    }

    /// A week of random waits, slow dialogues, crashes and restarts: whenever within its attempt each message reached
    /// the host, no 60 seconds hold more than 5 of them and no hour more than 30.
    @Test(arguments: [11, 12, 13] as [UInt64])
    func noWindowOfAWeekHoldsTooMany(seed: UInt64) async throws {
        try await Bench.run { bench in
            var random = SeededGenerator(seed: seed)
            try await Self.fill(bench, 400)
            let limits = RateLimits()
            var journal = bench.journal
            var now = Bench.start
            var reached: [Instant] = []
            let end = Bench.start + .days(7)
            while now < end {
                switch try await journal.claimAcknowledgement(on: "main", limits: limits, now: now) {
                case .nothing: now = end
                case .closed, .stopped:
                    Issue.record("seed \(seed): each has a recipient of its own, and nothing came back")
                    now = end
                case .wait(let until):
                    #expect(until > now, "seed \(seed)")
                    now = until + .milliseconds(Int64.random(in: 0...20, using: &random))
                case .job(let job):
                    let length = Int64.random(in: 1...45_000, using: &random)
                    reached.append(now + .milliseconds(Int64.random(in: 0...length, using: &random)))
                    now = now + .milliseconds(length)
                    if Int.random(in: 0..<20, using: &random) == 0 {
                        journal = try bench.reopened()
                        #expect(try await journal.rescue(now: now) == 1)
                    } else {
                        let outcome: Outcome =
                            Int.random(in: 0..<10, using: &random) == 0
                            ? .transient(Bench.fault) : .completed(.accepted("250"))
                        _ = try await journal.settle(
                            [Settlement(job: job.id, outcome: outcome, random: 0.5)], now: now)
                    }
                    now = now + .milliseconds(Int64.random(in: 0...2000, using: &random))
                }
            }
            #expect(reached.count >= 400, "seed \(seed): all were sent in the end")
            for (limit, width) in [(5, Interval.minutes(1)), (30, .hours(1))] {
                for index in reached.indices.dropFirst(limit) {
                    #expect(reached[index] - reached[index - limit] >= width, "seed \(seed), message \(index)")
                }
            }
        }
    }
}

/// The same numbers for the same seed, on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
