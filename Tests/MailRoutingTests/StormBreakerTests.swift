import MailRouting
import Testing

@Suite struct StormBreakerTests {
    private typealias State = StormBreaker.State
    private typealias Evidence = StormBreaker.Evidence
    private static let now = Instant(seconds: 1_700_000_000)

    @Test(
        arguments: [
            (0, 0, nil), (1, 2, nil), (2, 2, nil),  // two can be chance
            (3, 3, .responses(3, of: 3)), (3, 14, .responses(3, of: 14)), (3, 15, nil),  // 20 % is not over 20 %
            (6, 30, nil), (7, 30, .responses(7, of: 30)),
        ] as [(Int, Int, StormBreaker.Cause?)])
    func opensOverAFifth(answered: Int, recent: Int, cause: StormBreaker.Cause?) {
        let state = StormBreaker.after(
            .closed(since: Self.now - .days(1)), StormBreaker.Evidence(answered: answered, recent: recent),
            now: Self.now)
        #expect(state == (cause.map { .open($0, since: Self.now) } ?? .closed(since: Self.now - .days(1))))
    }

    @Test(
        arguments: [
            (1000, nil, false), (20, 0, false), (21, 0, true), (21, 6, true), (24, 8, false), (25, 8, true),
            (90, 30, false), (91, 30, true),
        ] as [(Int, Int?, Bool)])
    func opensOverThreefold(sent: Int, norm: Int?, opens: Bool) {
        let state = StormBreaker.after(
            .closed(since: Self.now), StormBreaker.Evidence(sentInHour: sent, norm: norm), now: Self.now)
        #expect(state.isClosed == !opens)
    }

    @Test func quietHourCloses() {
        let open = StormBreaker.State.open(.responses(3, of: 3), since: Self.now)
        func after(_ minutes: Int64, lastResponse: Int64?) -> Bool {
            StormBreaker.after(
                open,
                StormBreaker.Evidence(
                    answered: 9, recent: 9, lastResponse: lastResponse.map { Self.now + .minutes($0) }),
                now: Self.now + .minutes(minutes)
            ).isClosed
        }
        #expect(!after(59, lastResponse: nil))
        #expect(after(60, lastResponse: nil))
        #expect(after(60, lastResponse: -30))
        #expect(!after(89, lastResponse: 30))
        #expect(after(90, lastResponse: 30))
    }

    @Test func onlyAPersonEndsAPause() {
        let paused = StormBreaker.State.paused(since: Self.now)
        #expect(StormBreaker.after(paused, StormBreaker.Evidence(), now: Self.now + .days(900)) == paused)
        #expect(StormBreaker.reopening(paused, lastResponse: nil) == nil)
    }

    @Test func normIsTheMiddleOfTheBusiestHours() {
        let present = StormBreaker.hour(of: Self.now)
        var counts: [Int64: Int] = [:]
        #expect(StormBreaker.norm(perHour: counts, now: Self.now) == nil)
        counts[present] = 500
        counts[present - 3] = 5
        #expect(StormBreaker.norm(perHour: counts, now: Self.now) == nil, "a norm needs a past")
        // Of seven days: 5, 8, 7, 40 (a bad day), 9, nothing, 1.
        for (day, busiest) in [(1, 8), (2, 7), (3, 40), (4, 9)] as [(Int64, Int)] {
            counts[present - 24 * day - 5] = busiest
            counts[present - 24 * day - 9] = 2
        }
        #expect(StormBreaker.norm(perHour: counts, now: Self.now) == 8, "two days before the first are no days")
        counts[present - 24 * 6 - 20] = 1
        #expect(StormBreaker.norm(perHour: counts, now: Self.now) == 7)
    }

    /// Acknowledgements, some answered, at random: while closed the share of the last ten minutes is never over a fifth of
    /// three or more, and a stop never ends before an hour without a response.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func holdsForWhateverHappens(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var state = StormBreaker.State.closed(since: Self.now)
        var sent: [Instant] = []
        var responses: [(sent: Instant, at: Instant)] = []
        var now = Self.now
        var stops = 0
        for _ in 0..<4000 {
            now = now + .milliseconds(Int64.random(in: 0...120_000, using: &random))
            let hostile = (now - Self.now).milliseconds / Interval.hours(5).milliseconds % 2 == 1
            if state.isClosed {
                sent.append(now)
                if Int.random(in: 0..<100, using: &random) < (hostile ? 60 : 2) { responses.append((now, now)) }
            } else if hostile, Int.random(in: 0..<50, using: &random) == 0, let last = sent.last {
                responses.append((last, now))
            }
            let start = max(now - StormBreaker.recently, state.since)
            let answered = Set(responses.filter { $0.at > start }.map(\.sent))
            let recent = answered.union(sent.filter { $0 > start })
            let evidence = StormBreaker.Evidence(
                answered: answered.count, recent: recent.count, lastResponse: responses.last?.at)
            let next = StormBreaker.after(state, evidence, now: now)
            switch (state.isClosed, next.isClosed) {
            case (true, true):
                #expect(answered.count < 3 || answered.count * 5 <= recent.count, "seed \(seed)")
            case (true, false): stops += 1
            case (false, true):
                #expect(now - state.since >= .hours(1), "seed \(seed)")
                #expect(responses.last.map { now - $0.at >= .hours(1) } ?? true, "seed \(seed)")
            case (false, false): #expect(next == state, "seed \(seed): a stop keeps its instant and its reason")
            }
            state = next
        }
        #expect(stops > 0, "seed \(seed)")
    }
}
