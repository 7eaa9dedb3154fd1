import MailRouting
import Testing

@Suite struct RateWindowTests {
    static let minute = RateWindow(width: .seconds(60), limit: 5)

    static func instants(_ seconds: [Int64]) -> [Instant] { seconds.map(Instant.init(seconds:)) }

    @Test(
        arguments: [
            ([], 100, 100),
            ([99, 99, 99, 99], 100, 100),
            ([99, 99, 99, 99, 99], 100, 159),
            ([40, 99, 99, 99, 99], 100, 100),  // what was sent at t counts until just before t + width
            ([41, 99, 99, 99, 99], 100, 101),
            ([99, 50, 99, 60, 99], 100, 110),  // in any order
            ([50, 51, 52, 53, 54, 55, 56], 100, 112),  // over the limit: the third must leave, not the first
            ([5000, 5000, 5000, 5000, 5000], 100, 160),  // the clock was set back: as if sent just now
        ] as [([Int64], Int64, Int64)])
    func earliest(sent: [Int64], now: Int64, expected: Int64) {
        #expect(
            Self.minute.earliest(sent: Self.instants(sent), now: Instant(seconds: now)) == Instant(seconds: expected))
    }

    @Test func nothingMayBeSentUnderALimitOfNothing() {
        for limit in [0, -1] {
            let window = RateWindow(width: .seconds(60), limit: limit)
            #expect(window.earliest(sent: [], now: Instant(seconds: 1)) == Instant(milliseconds: .max))
        }
    }

    @Test func theStricterWindowDecides() {
        let limits = RateLimits(perMinute: 5, perHour: 6)
        let sent = Self.instants([0, 1, 2, 3, 4, 300])
        #expect(limits.earliest(sent: sent, now: Instant(seconds: 301)) == Instant(seconds: 3600))
        #expect(limits.earliest(sent: sent, now: Instant(seconds: 3600)) == Instant(seconds: 3600))
    }

    /// Greedy senders at random instants: no 60 seconds and no hour an observer may choose holds more than the limit,
    /// and nobody waits longer than needed.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func holdsForEveryWindowThereIs(seed: UInt64) {
        var random = seed &* 0x9E37_79B9_7F4A_7C15
        func next(below bound: UInt64) -> Int64 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((random >> 33) % bound)
        }
        let limits = RateLimits(perMinute: 5, perHour: 30)
        var now = Instant(seconds: 0)
        var sent: [Instant] = []
        for _ in 0..<800 {
            now = now + .milliseconds(next(below: 4) == 0 ? next(below: 600_000) : next(below: 3000))
            let earliest = limits.earliest(sent: Array(sent.suffix(40)), now: now)
            #expect(earliest >= now)
            if earliest > now {
                let blocked = limits.windows.contains { window in
                    sent.suffix(40).count { earliest + .milliseconds(-1) - $0 < window.width } >= window.limit
                }
                #expect(blocked, "seed \(seed): a millisecond earlier would have been allowed")
                now = earliest
            }
            sent.append(now)
        }
        for window in limits.windows {
            for index in sent.indices.dropFirst(window.limit) {
                #expect(sent[index] - sent[index - window.limit] >= window.width, "seed \(seed), message \(index)")
            }
        }
    }
}
