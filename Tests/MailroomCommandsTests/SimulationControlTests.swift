import Foundation
import MailAgent
import MailRehearsal
import MailRouting
import Synchronization
import Testing

@testable import MailroomCommands

/// A clock that goes on only when somebody sleeps by it.
private final class HandMovedClock: Sendable {
    private let time = Mutex(Interval.seconds(500))
    var steady: Interval { time.withLock { $0 } }

    var timekeeper: Timekeeper {
        Timekeeper(
            now: { Instant(seconds: 1_795_000_000) }, steady: { self.steady },
            sleep: { interval in
                self.time.withLock { $0 = .milliseconds($0.milliseconds + interval.milliseconds) }
            }, random: { 0.5 })
    }
}

/// Who has a say in a run, and what comes of it.
@Suite struct SimulationControlTests {
    private static let monday = Instant(seconds: 1_795_417_200)

    /// - Parameter wishes: What is wished once so much of the run has passed.
    private func play(
        _ minutes: [Int64], _ speed: Speed, wishing wishes: [(after: Interval, wish: Pacing.Wish)] = []
    ) async throws -> (came: [Interval], end: Pacing) {
        let clock = HandMovedClock()
        let start = clock.steady
        let timetable = Timetable(minutes.map { Self.monday + .minutes($0) }, speed: speed, start: Self.monday)
        var left = wishes
        var came: [Interval] = []
        func passed() -> Interval { .milliseconds(clock.steady.milliseconds - start.milliseconds) }
        let delivery = PacedDelivery(
            time: clock.timekeeper,
            wishes: {
                let due = left.prefix { $0.after <= passed() }
                left.removeFirst(due.count)
                return due.map(\.wish)
            }, observe: { _, _ in })
        let end = try await delivery.run(timetable) { _ in came.append(passed()) }
        return (came, end)
    }

    @Test func sixtyIsADayInTwentyFourMinutes() async throws {
        let run = try await play([0, 60, 540, 24 * 60], .times(60))
        #expect(run.came == [.seconds(0), .minutes(1), .minutes(9), .minutes(24)])
        #expect(run.end.state == .over)
    }

    @Test func aPauseOfAnHourMovesTheRestByAnHour() async throws {
        let run = try await play(
            [0, 60, 120], .times(60), wishing: [(.seconds(90), .pause), (.seconds(90 + 3_600), .resume)])
        #expect(run.came == [.seconds(0), .minutes(1), .seconds(120 + 3_600)])
    }

    @Test func afterAStopNothingComes() async throws {
        for wishes: [(Interval, Pacing.Wish)] in [
            [(.seconds(90), .stop)], [(.seconds(70), .pause), (.minutes(30), .stop)],
            [(.seconds(90), .stop), (.seconds(90), .resume)],
        ] {
            let run = try await play([0, 60, 120, 180], .times(60), wishing: wishes)
            #expect(run.came.count == 2 && run.end.delivered == 2 && run.end.state == .stopped)
        }
    }

    @Test func asFastAsItGoesNeedsNoTime() async throws {
        let run = try await play([0, 600, 6_000], .max)
        #expect(run.came == [.seconds(0), .seconds(0), .seconds(0)])
    }

    @Test func aRunIsFoundWhileItLives() async throws {
        try await withFolder { folder in
            let place = RunningSimulations("\(folder)/simulations")
            #expect(try place.all().isEmpty)
            let control = try RehearsalControl(in: place)
            let seat = try #require(try place.all().first)
            #expect(seat.process == getpid() && seat.standing() == nil)
            let standing = SimulationStanding(
                simulation: "normal-2026-W48-7", process: getpid(), speed: "60", state: "running", delivered: 2,
                messages: 69, shows: "Mon 09:14")
            control.tell(standing)
            #expect(seat.standing() == standing)
            // What others wish is seen once, and the last word counts.
            #expect(control.wishes().isEmpty)
            try seat.wish("pause")
            try seat.wish("resume")
            #expect(control.wishes() == [.resume])
            #expect(control.wishes().isEmpty)
            try seat.wish("nonsense")
            #expect(control.wishes().isEmpty)
            try seat.wish("stop")
            #expect(control.wishes() == [.stop] && !control.isGivenUp)
            control.askToStop()
            #expect(control.isGivenUp)
            control.close()
            #expect(try place.all().isEmpty)
        }
    }

    @Test func whatADeadRunLeftIsNoRun() async throws {
        try await withFolder { folder in
            let place = RunningSimulations("\(folder)/simulations")
            let left = SimulationSeat(root: place.root, process: 1)
            try FileManager.default.createDirectory(atPath: left.folder, withIntermediateDirectories: true)
            try left.wish("pause")
            #expect(chmod(place.root, 0o700) == 0)
            #expect(try place.all().isEmpty)
        }
    }

    @Test func aPlaceOthersMayWriteToIsRefused() async throws {
        try await withFolder { folder in
            let open = "\(folder)/open"
            try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: true)
            #expect(chmod(open, 0o777) == 0)
            let link = "\(folder)/link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: open)
            let file = "\(folder)/file"
            try Data().write(to: URL(fileURLWithPath: file))
            for path in [open, link, file] {
                #expect(throws: RunningSimulations.Unusable.self) { try RunningSimulations(path).make() }
                #expect(throws: RunningSimulations.Unusable.self) { try RunningSimulations(path).all() }
            }
        }
    }

    @Test(arguments: [
        ["--speed", "fast"], ["--speed", "0"], ["--skip-nights"], ["--skip-nights", "--speed", "real"],
        ["--require", "101%"], ["--limits", "5"], ["--limits", "30/5"], ["--limits", "0/30"], ["--limits", "5/30/1"],
        ["--limits", "5/1000000"],
    ])
    func whatMakesNoSenseIsRefused(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try SimulateRun.parse(arguments) }
    }

    @Test func limitsAreThoseOfAMinuteAndAnHour() throws {
        #expect(try SimulateRun.parse(["--limits", "5/30"]).limits == RateLimits(perMinute: 5, perHour: 30))
        #expect(try SimulateRun.parse([]).limits == RehearsalStage.raised)
    }

    @Test func aWeekThatIsTooLargeIsRefusedAndNotCut() async throws {
        let plan = try String(contentsOfFile: Repository.path("config/simulation.yaml"), encoding: .utf8)
        let vast = plan.replacing("customer_inquiry: 5,", with: "customer_inquiry: 1000,")
            .replacing("internal_coordination: 3}", with: "internal_coordination: 1000}")
        try await withFolder(["vast.yaml": vast]) { folder in
            var options = try SimulationOptions.parse(["--week", "2026-W48", "--theme", "monday_flood"])
            options.plan = "\(folder)/vast.yaml"
            let error = #expect(throws: (any Error).self) { try options.simulation() }
            #expect("\(String(describing: error))".contains("at most 6000 are held"))
            // In proportion it is not, and every letter is there.
            options = try SimulationOptions.parse(["--week", "2026-W48"])
            options.plan = "\(folder)/vast.yaml"
            let simulation = try options.simulation()
            #expect(simulation.messages().count == simulation.letterCount && simulation.letterCount > 2_000)
        }
    }
}
