import MailJournal
import MailRouting
import Testing

/// The rate windows when somebody sets the clock, and for accounts with several doors.
@Suite struct WindowClockTests {
    static let account = SubmissionAccount(host: "Mail.Example", userName: "us")

    static func reading(_ wall: Instant, _ steady: Interval) -> ClockReading {
        ClockReading(wall: wall, steady: steady)
    }

    /// Five are sent at once; how long a sixth has to wait after it was tried at `reading`.
    private func wait(
        of bench: Bench, _ reading: ClockReading, on host: SubmissionHostName = "main", reopening: Bool = false
    ) async throws -> Interval? {
        let journal = reopening ? try bench.reopened() : bench.journal
        switch try await journal.claimAcknowledgement(
            on: host, of: Self.account, limits: RateLimits(), at: reading)
        {
        case .wait(let until): return until - reading.wall
        case .job: return .seconds(0)
        case .nothing, .closed, .stopped: return nil
        }
    }

    private func filled(_ body: (Bench) async throws -> Void) async throws {
        try await Bench.run { bench in
            try await RateLimitTests.fill(bench, 12)
            for _ in 0..<5 {
                let claim = try await bench.journal.claimAcknowledgement(
                    on: "main", of: Self.account, limits: RateLimits(), at: Self.reading(Bench.start, .seconds(100)))
                guard case .job(let job) = claim else { continue }
                _ = try await bench.journal.settle(
                    [Settlement(job: job.id, outcome: .completed(.accepted("250")), random: 0)],
                    at: Self.reading(Bench.start, .seconds(100)))
            }
            try await body(bench)
        }
    }

    @Test(arguments: [Interval.hours(5), .days(-400), .seconds(0)])
    func settingTheClockLetsNothingThroughAndDelaysNothing(jump: Interval) async throws {
        try await filled { (bench: Bench) async throws -> Void in
            let wall = Bench.start + jump
            #expect(try await wait(of: bench, Self.reading(wall + .seconds(10), .seconds(110))) == .seconds(50))
            #expect(try await wait(of: bench, Self.reading(wall + .seconds(60), .seconds(160))) == .seconds(0))
        }
    }

    @Test func restartGoesOnByTheWallClock() async throws {
        try await filled { (bench: Bench) async throws -> Void in
            // The machine was started anew as well: the steady clock begins elsewhere.
            let soon = Self.reading(Bench.start + .seconds(20), .seconds(3))
            #expect(try await wait(of: bench, soon, reopening: true) == .seconds(40))
            let late = Self.reading(Bench.start + .seconds(70), .seconds(3))
            #expect(try await wait(of: bench, late, reopening: true) == .seconds(0))
        }
    }

    @Test func clockSetWhileItRanIsForgottenByTheNextRun() async throws {
        try await filled { (bench: Bench) async throws -> Void in
            // A place taken after the jump writes down how the clocks stand to each other.
            let jumped = Bench.start + .hours(3)
            let place = try await bench.journal.takePlace(
                of: Self.account, limits: RateLimits(perMinute: 6), at: Self.reading(jumped, .seconds(101)))
            try await bench.journal.settle(try place.get(), at: Self.reading(jumped, .seconds(101)))
            let next = Self.reading(jumped + .seconds(4), .seconds(1))
            #expect(try await wait(of: bench, next, reopening: true) == .seconds(55), "the five are five seconds old")
        }
    }

    /// The clock is set forward while nothing can be sent, and then the agent is started anew: to have looked once is enough.
    @Test func clockSetWhileItWaitedIsForgottenToo() async throws {
        try await filled { (bench: Bench) async throws -> Void in
            let jumped = Bench.start + .hours(3)
            try await bench.journal.keepTime(at: Self.reading(jumped + .seconds(2), .seconds(102)))
            let next = Self.reading(jumped + .seconds(6), .seconds(1))
            #expect(try await wait(of: bench, next, reopening: true) == .seconds(54))
        }
    }

    /// Without it, a retry in some seconds would come a day later.
    @Test(arguments: [Interval.days(-1), .hours(-3), .seconds(-40)])
    func jobsWaitNoLongerBecauseTheClockWasSetBack(jump: Interval) async throws {
        for restarts in [false, true] {
            try await Bench.run { bench in
                let (start, wait) = (Bench.start, try await waitingDelivery(bench))
                try await bench.journal.keepTime(at: Self.reading(start, .seconds(100)))
                let journal = restarts ? try bench.reopened() : bench.journal
                let later = Self.reading(start + jump + .seconds(1), restarts ? .seconds(1) : .seconds(101))
                try await journal.keepTime(at: later)
                let next = try #require(try await journal.nextDelivery(from: "info"))
                // How long nobody ran cannot be told from a clock that was set back meanwhile; it counts as no time.
                #expect(next == later.wall + (restarts ? wait : Interval(milliseconds: wait.milliseconds - 1000)))
                try await journal.keepTime(at: later)
                #expect(try await journal.nextDelivery(from: "info") == next, "once")
            }
        }
    }

    @Test(arguments: [Interval.days(1), .seconds(20), .milliseconds(-900)])
    func jobsStayWhereTheyAreWhenTheClockIsSetOtherwise(jump: Interval) async throws {
        try await Bench.run { bench in
            let wait = try await waitingDelivery(bench)
            try await bench.journal.keepTime(at: Self.reading(Bench.start, .seconds(100)))
            try await bench.journal.keepTime(at: Self.reading(Bench.start + jump + .seconds(1), .seconds(101)))
            #expect(try await bench.journal.nextDelivery(from: "info") == Bench.start + wait)
        }
    }

    /// A delivery that was tried at the start and is to be tried again; after how long.
    private func waitingDelivery(_ bench: Bench) async throws -> Interval {
        let info = try await bench.contact()
        let recorded = try await bench.record(1...1, in: info)
        _ = try await bench.journal.commit(recorded.map { Bench.decided($0) }, now: Bench.start)
        let job = try #require(try await bench.journal.claimDeliveries(from: "info", limit: 1, now: Bench.start).first)
        let asked = Fault(cause: "busy", retryAfter: .minutes(2))
        let state = try await bench.settle(job.id, .transient(asked))
        guard case .retry(let due) = state else {
            Issue.record("it is to be tried again")
            return .seconds(0)
        }
        return due - Bench.start
    }

    @Test func twoDoorsToOneAccountShareItsWindows() async throws {
        try await filled { (bench: Bench) async throws -> Void in
            let now = Self.reading(Bench.start + .seconds(1), .seconds(101))
            #expect(try await wait(of: bench, now, on: "other-door") == .seconds(59))
            let other = try await bench.journal.claimAcknowledgement(
                on: "spare", of: SubmissionAccount(host: "mail.example", userName: "them"), limits: RateLimits(),
                at: now)
            guard case .job = other else {
                Issue.record("another user name is another account")
                return
            }
        }
    }

    /// A process that took a place and was killed gives it back only when its message can no longer arrive.
    @Test func openPlaceOfAnotherProcessEnds() async throws {
        try await Bench.run { bench in
            try await RateLimitTests.fill(bench, 3)
            let limits = RateLimits(perMinute: 1, perHour: 1)
            let other = try bench.reopened()
            let begin = Self.reading(Bench.start, .seconds(100))
            _ = try await other.takePlace(of: Self.account, limits: limits, at: begin).get()
            func next(_ hours: Int64, _ seconds: Int64 = 0) async throws -> Interval? {
                let reading = Self.reading(
                    Bench.start + .hours(hours) + .seconds(seconds), .seconds(100 + 3600 * hours + seconds))
                return try await bench.journal.nextAcknowledgement(
                    on: "main", of: Self.account, limits: limits, at: reading
                ).map { $0 - reading.wall }
            }
            #expect(try await next(0, 5) == .hours(1), "it may still be on its way")
            #expect(try await next(1) == .hours(1))
            #expect(try await next(1, 1) == .hours(1), "from here on its place is a fixed instant")
            #expect(try await next(2, 1) == .seconds(0))
        }
    }
}
