import MailRouting
import Testing

@Suite struct RunClockTests {
    static let start = Instant(seconds: 1_700_000_000)

    static func reading(_ wall: Instant, _ steady: Int64) -> ClockReading {
        ClockReading(wall: wall, steady: .seconds(steady))
    }

    @Test func whoeverSetsTheWallClockMovesNothing() {
        let clock = RunClock(resuming: nil, at: Self.reading(Self.start, 500))
        for wall in [Self.start, Self.start + .days(400), Self.start - .days(400)] {
            #expect(clock.position(at: Self.reading(wall, 560)) == Self.start + .minutes(1))
        }
    }

    @Test func timeBetweenRunsIsThatOfTheWall() {
        let first = RunClock(resuming: nil, at: Self.reading(Self.start, 500))
        // An hour set forward within the first run is no hour on the axis, and none for the next run either.
        let end = Self.reading(Self.start + .hours(1) + .seconds(60), 560)
        let mark = first.mark(at: end)
        #expect(mark == RunClock.Mark(axis: Self.start + .seconds(60), wall: end.wall))
        let second = RunClock(resuming: mark, at: Self.reading(end.wall + .seconds(30), 7))
        #expect(second.position(at: Self.reading(end.wall + .seconds(40), 17)) == Self.start + .seconds(100))
    }

    @Test func clockSetBackBetweenRunsIsNoTime() {
        let mark = RunClock.Mark(axis: Self.start, wall: Self.start + .days(2))
        let clock = RunClock(resuming: mark, at: Self.reading(Self.start - .days(2), 9))
        #expect(clock.position(at: Self.reading(Self.start, 9)) == Self.start)
        #expect(clock.position(at: Self.reading(Self.start, 10)) == Self.start + .seconds(1))
    }
}
