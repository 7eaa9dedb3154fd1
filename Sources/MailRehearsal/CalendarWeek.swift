public import MailRouting

/// A week of ISO 8601, `2026-W48`: from Monday to Sunday, and the first is the one with 4 January in it.
public struct CalendarWeek: Sendable, Hashable, CustomStringConvertible {
    public let year: Int
    public let number: Int
    /// The first day.
    public let monday: CivilDate

    /// Nil when there is no such week.
    public init?(year: Int, number: Int) {
        guard (1970...9998).contains(year), (1...53).contains(number),
            let fourth = CivilDate(year: year, month: 1, day: 4), let next = CivilDate(year: year + 1, month: 1, day: 4)
        else { return nil }
        let monday = CivilDate(day: fourth.day - fourth.weekday.rawValue + 1 + (number - 1) * 7)
        // Of the years, some have a week 53.
        guard monday.day < next.day - next.weekday.rawValue + 1 else { return nil }
        (self.year, self.number, self.monday) = (year, number, monday)
    }

    /// From `2026-W48`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 3, parts[1].hasPrefix("W"),
            let year = Int(parts[0]), let number = Int(parts[1].dropFirst())
        else { return nil }
        self.init(year: year, number: number)
    }

    /// The week a date is in.
    public init?(of date: CivilDate) {
        let thursday = CivilDate(day: date.day - date.weekday.rawValue + 4)
        guard let year = Int(thursday.description.prefix(4)), let first = CivilDate(year: year, month: 1, day: 1) else {
            return nil
        }
        self.init(year: year, number: (thursday.day - first.day) / 7 + 1)
    }

    /// The day of this week, Monday first (ISO 8601).
    public func date(of day: Weekday) -> CivilDate { CivilDate(day: monday.day + day.rawValue - 1) }

    public var description: String { "\(year)-W\(number < 10 ? "0" : "")\(number)" }
}
