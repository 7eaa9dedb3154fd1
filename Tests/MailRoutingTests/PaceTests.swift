import MailRouting
import Testing

@Suite struct PaceTests {
    static let limits = RateLimits(perMinute: 5, perHour: 30)
    static let now = Instant(seconds: 1000)

    @Test func everyThrottleHalvesTheRateAndPausesForLonger() {
        var pace = Pace()
        #expect(pace.slowed(Self.limits) == Self.limits)
        var pauses: [Interval] = []
        var rates: [RateLimits] = []
        for _ in 0..<9 {
            pauses.append(pace.throttle(hint: nil, now: Self.now, random: 1))
            rates.append(pace.slowed(Self.limits))
        }
        #expect(pauses == ([1, 2, 4, 8, 16, 32, 32, 32, 32] as [Int64]).map { .minutes($0) })
        #expect(rates.map(\.perHour) == [15, 7, 3, 1, 1, 1, 1, 1, 1])
        #expect(rates.map(\.perMinute) == [2, 1, 1, 1, 1, 1, 1, 1, 1])
    }

    @Test func pauseIsAtLeastWhatWasAskedFor() {
        var pace = Pace()
        let long = pace.throttle(hint: .minutes(10), now: Self.now, random: 0)
        #expect(long == .minutes(10))
        #expect(pace.pausedUntil == Self.now + .minutes(10))
        // A shorter pause never ends a longer one.
        pace.throttle(hint: nil, now: Self.now, random: 0)
        #expect(pace.pausedUntil == Self.now + .minutes(10))
        var other = Pace()
        let short = other.throttle(hint: .seconds(1), now: Self.now, random: 0)
        #expect(short == .seconds(30))
    }

    @Test func acceptedMessagesBringTheRateBack() {
        var pace = Pace()
        for _ in 0..<2 { pace.throttle(hint: nil, now: Self.now, random: 0.5) }
        for number in 1...6 {
            #expect(pace.level == (number <= 3 ? 2 : 1))
            pace.accept(JobID(Int64(number)))
        }
        #expect(pace.level == 0 && pace.pausedUntil == nil)
        #expect(pace.slowed(Self.limits) == Self.limits)
    }

    /// A reply that always comes for the same message and for no other speaks about that message.
    @Test func aMessageThatIsAlwaysThrottledIsBlamedItself() {
        var pace = Pace()
        let (bad, good) = (JobID(1), JobID(2))
        // The second time nobody has shown yet that others can pass.
        let early = [pace.blames(bad), pace.blames(bad)]
        pace.accept(good)
        let late = pace.blames(bad)
        pace.accept(bad)
        let afterwards = pace.blames(bad)
        #expect(early == [false, false] && late && !afterwards)
    }

    @Test(
        arguments: [
            ("4.7.0 Try again in 300 seconds", 300), ("retry in 5 minutes", 300), ("please retry after 60s", 60),
            ("Too fast, wait 2m", 120), ("try again later (in about 1 hour)", 3600), ("come back in 90 sec.", 90),
            ("Retry-After: 120 seconds", 120), ("again in 99999999999999999999 seconds", nil),
            ("again in 9999999999 hours", 14_400), ("try again in 0 seconds", 1), ("try again later", nil),
            ("4.2.2 mailbox full, 300 seconds ago", nil), ("retry in five minutes", nil), ("", nil),
            ("again and again: user 5 has 3 m", nil), ("try again in 2 days", nil),
            ("Suggested Backoff Time: 92000 milliseconds", 92), ("wait 10 ms", 1),
        ] as [(String, Int64?)])
    func hints(line: String, seconds: Int64?) {
        #expect(RetryHint.interval(in: line) == seconds.map { .seconds($0) })
    }
}
