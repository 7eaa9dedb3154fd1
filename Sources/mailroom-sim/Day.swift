import ArgumentParser
import MailRehearsal
import MailRouting
import MailSimulation

/// The busiest day of simulated mail at the limits of the submission host, as dense as planned and denser.
struct Day {
    let seed: UInt64

    func run() throws {
        guard let week = CalendarWeek("2026-W48") else { return }
        let plan = try DayPlan(in: ".")
        let (theme, messages) = plan.busiestDay(seed: seed, week: week)
        print("seed \(seed): the busiest day is of the theme \(theme), with \(messages.count) messages")
        var holds = true
        for speed in [1.0, 8, 100] {
            let run = try DayRun(messages, plan, speed: speed)
            let waits = Priority.allCases.compactMap { priority in
                run.longestWait(priority).map { "\(priority.name) \(Int($0.seconds)) s" }
            }
            print(
                "\(run.violations.isEmpty ? "held" : "did not hold")  \(Int(speed)) times as dense: \(run.sent.count) sent, "
                    + "\(run.windowed) refused by the windows of persons; "
                    + "at most \(run.most(within: .minutes(1))) a minute (\(run.limits.perMinute)) and "
                    + "\(run.most(within: .hours(1))) an hour (\(run.limits.perHour)); longest waits: "
                    + waits.joined(separator: ", "))
            for violation in run.violations.prefix(10) { print("  \(violation)") }
            holds = holds && run.violations.isEmpty
        }
        if !holds { throw ExitCode(1) }
    }
}
