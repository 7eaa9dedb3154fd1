import ArgumentParser
import MailRouting

/// How far to look back: `36h`, `30d`, `2w`.
struct LookBack: ExpressibleByArgument, Equatable {
    let interval: Interval

    /// No journal is older than a person; and a bound keeps the arithmetic exact.
    private static let longest = Interval.days(36_500)

    init?(argument: String) {
        let hours: [Character: Int64] = ["h": 1, "d": 24, "w": 7 * 24]
        guard let unit = argument.last.flatMap({ hours[$0] }),
            argument.dropLast().allSatisfy({ ("0"..."9").contains($0) }),
            let count = Int64(argument.dropLast()), count > 0
        else { return nil }
        let (total, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow, total <= Self.longest.milliseconds / Interval.hours(1).milliseconds else { return nil }
        interval = .hours(total)
    }
}
