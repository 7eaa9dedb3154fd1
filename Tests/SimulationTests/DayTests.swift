import MailRehearsal
import MailRouting
import MailSimulation
import Testing

/// A simulated day at five a minute and thirty an hour, on the hand-moved clock.
@Suite("a day at the limits of the submission host", .timeLimit(.minutes(10)))
struct DayTests {
    private static func root(file: StaticString = #filePath) -> String {
        "/" + "\(file)".split(separator: "/").dropLast(3).joined(separator: "/")
    }

    /// How dense the day is: as planned, its eight hours in one, and in five minutes.
    static let speeds: [Double] = [1, 8, 100]

    @Test(
        "the busiest day with noise: no window is exceeded, and everything that is due is sent",
        arguments: speeds)
    func day(_ speed: Double) async throws {
        let day = try DayPlan(in: Self.root())
        let week = try #require(CalendarWeek("2026-W48"))
        let (theme, messages) = day.busiestDay(seed: 7, week: week)
        #expect(messages.count > 50, "\(theme) has a busy day")
        let run = try await Aside.run { try DayRun(messages, day, speed: speed) }
        #expect(run.violations.isEmpty, "\(run.violations.joined(separator: "\n"))")
        // Few people write as often in a day as the windows of persons forbid.
        let due = Set(messages.map(\.mark).filter { $0.template != nil }.map(\.thread)).count
        #expect(run.sent.count + run.windowed == due && run.windowed * 20 < due)
        #expect(run.limits == RateLimits(perMinute: 5, perHour: 30))
        #expect(run.most(within: .minutes(1)) <= 5 && run.most(within: .hours(1)) <= 30)
        guard speed > 1 else { return }
        // The limits were met, so that keeping them means something.
        #expect(run.most(within: .minutes(1)) == 5 && run.most(within: .hours(1)) == 30)
        // And the urgent ones did not wait as long as the others.
        let (critical, normal) = (run.longestWait(.critical), run.longestWait(.normal))
        if let critical, let normal { #expect(critical < normal) }
    }
}
