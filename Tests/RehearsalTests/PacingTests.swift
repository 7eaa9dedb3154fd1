import MailRouting
import Testing

@testable import MailRehearsal

/// The clock of a simulated week, moved by hand.
@Suite struct PacingTests {
    private static let monday = Instant(seconds: 1_795_417_200)

    private func arrivals(_ minutes: [Int64]) -> [Instant] { minutes.map { Self.monday + .minutes($0) } }

    private func timetable(
        _ minutes: [Int64], _ speed: Speed, skippingNights: Bool = false, start: Instant = Self.monday
    ) -> Timetable {
        Timetable(arrivals(minutes), speed: speed, skippingNights: skippingNights, start: start)
    }

    /// A run in a box, so that an expectation can ask it.
    private final class Run {
        private var pacing: Pacing
        init(_ timetable: Timetable, at now: Interval) { pacing = Pacing(timetable, at: now) }
        func next(at now: Interval) -> Pacing.Step { pacing.next(at: now) }
        func take(_ wish: Pacing.Wish, at now: Interval) -> Bool { pacing.take(wish, at: now) }
        func shows(at now: Interval) -> Instant? { pacing.shows(at: now) }
        var state: Pacing.State { pacing.state }
        var delivered: Int { pacing.delivered }
    }

    @Test(arguments: [
        ("max", Speed.max), ("real", .real), ("60", .times(60)), ("0.5", .times(0.5)), ("1e3", .times(1000)),
        ("0", nil), ("-1", nil), ("nan", nil), ("inf", nil), ("1e99", nil), ("1e-99", nil), ("fast", nil), ("", nil),
        ("60x", nil),
    ])
    func speedsAreReadAsPeopleWriteThem(_ text: String, _ speed: Speed?) {
        #expect(Speed(text) == speed)
        if let speed { #expect(Speed("\(speed)") == speed) }
    }

    @Test func aDayAtSixtyIsTwentyFourMinutes() {
        let table = timetable([0, 60, 24 * 60], .times(60))
        #expect((0..<3).map { table.due($0) } == [.seconds(0), .minutes(1), .minutes(24)])
        #expect(table.length == .minutes(24))
    }

    @Test(arguments: [
        (Speed.max, [0, 0, 0, 0] as [Int64]), (.times(1), [0, 3_600, 15_000, 90_000]),
        (.times(0.5), [0, 7_200, 30_000, 180_000]), (.times(60), [0, 60, 250, 1_500]),
        (.times(3_600), [0, 1, 4, 25]), (.real, [0, 3_600, 15_000, 90_000]),
    ])
    func messagesAreDueByTheFactor(_ speed: Speed, _ seconds: [Int64]) {
        let table = timetable([0, 60, 250, 1_500], speed)
        #expect((0..<4).map { Int64(table.due($0).seconds) } == seconds)
    }

    @Test func theClockOfTheMachineIsWaitedFor() {
        let table = timetable([60, 120], .real, start: Self.monday + .minutes(50))
        #expect(table.due(0) == .minutes(10) && table.due(1) == .minutes(70))
        #expect(table.shows(after: .minutes(4), delivered: 0) == Self.monday + .minutes(54))
    }

    @Test func nightsAreLeftOutWhereThatIsAsked() {
        // An hour, a pause of three, a night of fifteen, a weekend of sixty, ten minutes.
        let minutes: [Int64] = [0, 60, 240, 240 + 15 * 60, 240 + 75 * 60, 250 + 75 * 60]
        let table = timetable(minutes, .times(60), skippingNights: true)
        #expect((0..<6).map { Int64(table.due($0).seconds) } == [0, 60, 240, 240, 240, 250])
        // What is left out is not walked through.
        #expect(table.shows(after: .minutes(4), delivered: 3) == Self.monday + .minutes(240))
        #expect(table.shows(after: .minutes(4), delivered: 4) == Self.monday + .minutes(240 + 15 * 60))
        #expect(table.shows(after: .seconds(245), delivered: 5) == Self.monday + .minutes(245 + 75 * 60))
        // By the clock of the machine nothing is left out.
        #expect(timetable(minutes, .real, skippingNights: true) == timetable(minutes, .real))
    }

    @Test(arguments: [1.0, 7, 60, 977, 86_400] as [Double])
    func theSimulatedClockNeverGoesBackAndMeetsEveryMessage(_ factor: Double) {
        let minutes: [Int64] = [0, 1, 1, 17, 480, 2_000, 2_001, 6_300]
        for skips in [false, true] {
            let table = timetable(minutes, .times(factor), skippingNights: skips)
            var last = Self.monday
            for index in minutes.indices {
                let at = Self.monday + .minutes(minutes[index])
                // Whole milliseconds of the run are so much of the week.
                let coarse = Int64(factor.rounded(.up)) + 1
                if let shown = table.shows(after: table.due(index), delivered: index) {
                    #expect(shown >= last && shown <= at, "\(factor) \(index)")
                    if !skips { #expect((at - shown).milliseconds <= coarse) }
                    last = shown
                }
                #expect(table.shows(after: table.due(index), delivered: index + 1) == at)
                last = at
            }
        }
    }

    @Test(arguments: Pacing.State.allCases, Pacing.Wish.allCases)
    func wishesDoWhatTheTableSays(_ state: Pacing.State, _ wish: Pacing.Wish) {
        let table: [Pacing.State: [Pacing.Wish: Pacing.State]] = [
            .running: [.pause: .paused, .stop: .stopped], .paused: [.resume: .running, .stop: .stopped],
        ]
        #expect(Pacing.after(wish, in: state) == table[state]?[wish])
    }

    @Test func aRunGoesAsItsClock() {
        let pacing = Run(timetable([0, 60, 120], .times(60)), at: .seconds(1_000))
        #expect(pacing.next(at: .seconds(1_000)) == .deliver(0))
        #expect(pacing.next(at: .seconds(1_000)) == .wait(.seconds(60)))
        #expect(pacing.next(at: .seconds(1_030)) == .wait(.seconds(30)))
        #expect(pacing.shows(at: .seconds(1_030)) == Self.monday + .minutes(30))
        // A pause of an hour is no time of the week.
        #expect(pacing.take(.pause, at: .seconds(1_030)))
        #expect(!pacing.take(.pause, at: .seconds(1_031)))
        #expect(pacing.next(at: .seconds(4_000)) == .hold)
        #expect(pacing.shows(at: .seconds(4_000)) == Self.monday + .minutes(30))
        #expect(pacing.take(.resume, at: .seconds(4_630)))
        #expect(pacing.next(at: .seconds(4_630)) == .wait(.seconds(30)))
        #expect(pacing.next(at: .seconds(4_660)) == .deliver(1))
        // Late: what is due comes at once, one after the other.
        #expect(pacing.next(at: .seconds(9_000)) == .deliver(2))
        #expect(pacing.next(at: .seconds(9_000)) == .end)
        #expect(pacing.state == .over && pacing.delivered == 3)
        #expect(!pacing.take(.stop, at: .seconds(9_001)) && pacing.state == .over)
    }

    @Test func whatIsStoppedGivesOutNothingMore() {
        for isPausedBefore in [false, true] {
            let pacing = Run(timetable([0, 1, 2], .max), at: .seconds(0))
            #expect(pacing.next(at: .seconds(0)) == .deliver(0))
            if isPausedBefore { #expect(pacing.take(.pause, at: .seconds(0))) }
            #expect(pacing.take(.stop, at: .seconds(1)))
            #expect(pacing.next(at: .seconds(100)) == .end)
            #expect(!pacing.take(.resume, at: .seconds(101)))
            #expect(pacing.next(at: .seconds(200)) == .end)
            #expect(pacing.delivered == 1 && pacing.state == .stopped)
        }
    }

    @Test func nobodyPausesTheClockOfTheMachine() {
        let pacing = Run(timetable([0, 10, 60], .real), at: .seconds(0))
        #expect(pacing.next(at: .seconds(0)) == .deliver(0))
        #expect(pacing.take(.pause, at: .minutes(1)))
        #expect(pacing.next(at: .minutes(20)) == .hold)
        #expect(pacing.take(.resume, at: .minutes(30)))
        // What would have come meanwhile comes now, and the rest at its own time.
        #expect(pacing.next(at: .minutes(30)) == .deliver(1))
        #expect(pacing.next(at: .minutes(30)) == .wait(.minutes(30)))
    }

    @Test func aWeekWithoutMessagesIsOverAtOnce() {
        let pacing = Run(timetable([], .times(60)), at: .seconds(0))
        #expect(pacing.shows(at: .seconds(0)) == nil)
        #expect(pacing.next(at: .seconds(0)) == .end && pacing.state == .over)
        #expect(timetable([], .max).length == .seconds(0))
    }

    /// The shipped week at any speed: every message once, in order, at the instant of its plan.
    @Test(arguments: [Speed.times(60), .times(1), .times(10_000)])
    func theShippedWeekComesAtItsInstants(_ speed: Speed) throws {
        let messages = try Shipped.simulation(seed: 3, noise: true).messages()
        var now = Interval.seconds(77)
        var pacing = Pacing(Timetable(messages.map(\.arrivedAt), speed: speed, start: Self.monday), at: now)
        guard case .times(let factor) = speed else { return }
        var came: [Int] = []
        walk: while true {
            switch pacing.next(at: now) {
            case .deliver(let index):
                came.append(index)
                let meant = messages[index].arrivedAt - messages[0].arrivedAt
                let passed = Double(now.milliseconds - 77_000) * factor
                #expect(abs(passed - Double(meant.milliseconds)) <= factor, "message \(index)")
            case .wait(let interval): now = .milliseconds(now.milliseconds + interval.milliseconds)
            case .hold: Issue.record("nobody paused it")
            case .end: break walk
            }
        }
        #expect(came == Array(messages.indices))
    }

    @Test func lettersAreCountedBeforeTheyAreWritten() throws {
        for theme in try Shipped.plan().themes {
            for noise in [false, true] {
                let simulation = try Shipped.simulation(seed: 2, theme: theme.name, noise: noise)
                let letters = Set(simulation.messages().map(\.messageID)).count
                #expect(simulation.letterCount == letters, "\(theme.name)")
            }
        }
    }
}
