import MailRouting
import Testing

@Suite struct RetryPolicyTests {
    static let policies: [RetryPolicy] = [.delivery, .acknowledgement, .connection, .rejectedCredentials]

    @Test(arguments: policies)
    func waitsBetweenATenthAndTheWholeOfItsCeiling(policy: RetryPolicy) {
        for attempt in [1, 2, 3, 4, 8, 16, 40, 41, 63, 64, 65, 1000, .max] {
            let doublings = min(attempt - 1, 30)
            let ceiling = min(policy.cap.milliseconds, policy.base.milliseconds << Int64(doublings))
            for random in [0, 0.05, 0.1, 0.5, 0.999_999] {
                let wait = policy.wait(attempt: attempt, random: random).milliseconds
                #expect(wait >= ceiling / 10)
                #expect(wait <= ceiling)
            }
            #expect(policy.wait(attempt: attempt, random: 0.5).milliseconds == (ceiling + 1) / 2)
        }
    }

    @Test(arguments: [Double.nan, -.infinity, .infinity, -1, 2])
    func randomOutOfRangeStaysInBounds(random: Double) {
        let wait = RetryPolicy.delivery.wait(attempt: 3, random: random)
        #expect(wait >= .milliseconds(400))
        #expect(wait <= .seconds(4))
    }

    @Test func attemptsBelowOneCountAsTheFirst() {
        #expect(RetryPolicy.delivery.wait(attempt: 0, random: 0.5) == .milliseconds(500))
        #expect(RetryPolicy.delivery.wait(attempt: .min, random: 0.5) == .milliseconds(500))
    }

    @Test func neverOverflows() {
        let endless = RetryPolicy(
            base: Interval(milliseconds: .max), cap: Interval(milliseconds: .max), giveUpAfter: .days(1))
        #expect(endless.wait(attempt: 1000, random: 1) == Interval(milliseconds: .max))
        #expect(endless.next(attempt: 1, now: Instant(seconds: 1), random: 1) == Instant(milliseconds: .max))
    }

    @Test func instantsAndIntervalsSaturate() {
        let end = Instant(milliseconds: .max)
        let start = Instant(milliseconds: .min)
        #expect(end + .seconds(1) == end)
        #expect(start - .seconds(1) == start)
        #expect(start + Interval(milliseconds: .min) == start)
        #expect(end - Interval(milliseconds: .min) == end)
        #expect(end - start == Interval(milliseconds: .max))
        #expect(start - end == Interval(milliseconds: .min))
        #expect(Instant(seconds: .max) == end)
        #expect(Instant(seconds: .min) == start)
        #expect(Interval.days(.max) == Interval(milliseconds: .max))
        #expect(Interval.days(.min) == Interval(milliseconds: .min))
        #expect(Interval.days(2) == .hours(48))
        #expect(Instant(seconds: 5) - Instant(seconds: 7) == .seconds(-2))
    }
}
