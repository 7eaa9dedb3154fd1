import MailRouting

/// One VEVENT of whole days (RFC 5545 section 3.6.1).
struct CalendarEvent {
    let begin: ContentLine
    /// False after a finding about one of its lines.
    var isUsable = true
    private(set) var isCancelled = false
    private var start: CalendarDate?
    /// The day after the last.
    private var end: CalendarDate?
    private var rule: YearlyRule?

    /// What is wrong with a line or an event, and what to do.
    struct Fault: Error {
        let message: String
        let suggestion: String
    }

    init(begin: ContentLine) { self.begin = begin }

    /// Takes in one property; the reason when it asks for something that is not understood.
    mutating func take(_ line: ContentLine) -> Fault? {
        switch line.name {
        case "DTSTART":
            start = CalendarDate(line.value)
            return start == nil ? Self.notWholeDays(line) : nil
        case "DTEND":
            end = CalendarDate(line.value)
            return end == nil ? Self.notWholeDays(line) : nil
        case "RRULE":
            rule = YearlyRule(line.value)
            return rule == nil ? Self.unreadRule : nil
        case "DURATION", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID":
            return Fault(message: "\(line.name) is not read", suggestion: "write the dates of this event one by one")
        case "STATUS":
            isCancelled = line.value.uppercased() == "CANCELLED"
            return nil
        default: return nil
        }
    }

    private static let unreadRule = Fault(
        message: "only events that repeat every year on their date are read",
        suggestion: "write the dates of this event one by one")

    private static func notWholeDays(_ line: ContentLine) -> Fault {
        let isTimed = line.value.contains("T")
        return Fault(
            message: isTimed ? "this event has a time of day; only whole days are read" : "there is no such date",
            suggestion: isTimed ? "make it last all day, or take it out" : "write it as 20261224")
    }

    /// Every day of the event, in every year it comes again, at most a little more than `limit`.
    func days(upTo limit: Int) -> Result<Set<CivilDate>, Fault> {
        guard let start else {
            return .failure(Fault(message: "this event lacks DTSTART", suggestion: "export the calendar again"))
        }
        // Without an end it lasts the day it begins on (RFC 5545 section 3.6.1).
        let length = (end?.date.day ?? start.date.day + 1) - start.date.day
        guard (1...366).contains(length) else {
            return .failure(
                Fault(message: "this event ends before it begins, or after more than a year", suggestion: "mend DTEND"))
        }
        guard rule?.agrees(with: start) != false else { return .failure(Self.unreadRule) }
        var days: Set<CivilDate> = []
        for first in rule.map({ $0.dates(from: start) }) ?? [start.date] {
            for day in first.day..<(first.day + length) { days.insert(CivilDate(day: day)) }
            if days.count > limit { break }
        }
        return .success(days)
    }
}

/// `20261224`, with the parts a yearly rule needs.
struct CalendarDate {
    let year: Int
    let month: Int
    let dayOfMonth: Int
    let date: CivilDate

    /// From `2026-12-24` (ISO 8601).
    init?(iso text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2] else { return nil }
        self.init(parts.joined())
    }

    init?(_ text: String) {
        let digits = text.utf8.map { Int($0) - 0x30 }
        guard digits.count == 8, digits.allSatisfy((0...9).contains) else { return nil }
        year = digits[..<4].reduce(0) { $0 * 10 + $1 }
        month = digits[4] * 10 + digits[5]
        dayOfMonth = digits[6] * 10 + digits[7]
        guard let date = CivilDate(year: year, month: month, day: dayOfMonth) else { return nil }
        self.date = date
    }
}

/// `FREQ=YEARLY` on the same date, with an interval, a count or an end (RFC 5545 section 3.3.10).
private struct YearlyRule {
    private var interval = 1
    private var count = Int.max
    private var until = CivilDate(day: .max)
    private var isYearly = false
    /// The date of the event said again, as some programs do.
    private var month: Int?
    private var dayOfMonth: Int?

    init?(_ text: String) {
        for part in text.uppercased().split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { return nil }
            switch pair[0] {
            case "FREQ": isYearly = pair[1] == "YEARLY"
            case "INTERVAL":
                guard let number = Int(pair[1]), (1...1000).contains(number) else { return nil }
                interval = number
            case "COUNT":
                guard let number = Int(pair[1]), number > 0 else { return nil }
                count = number
            case "UNTIL":
                guard let last = CalendarDate(String(pair[1].prefix(8))) else { return nil }
                until = last.date
            case "BYMONTH": month = Int(pair[1]) ?? 0
            case "BYMONTHDAY": dayOfMonth = Int(pair[1]) ?? 0
            case "WKST": break
            default: return nil
            }
        }
        guard isYearly else { return nil }
    }

    func agrees(with start: CalendarDate) -> Bool {
        month ?? start.month == start.month && dayOfMonth ?? start.dayOfMonth == start.dayOfMonth
    }

    /// A year without the date (February 29) is left out, as RFC 5545 has it.
    func dates(from start: CalendarDate) -> [CivilDate] {
        let years = stride(from: start.year, through: max(start.year, Limits.lastCalendarYear), by: interval)
        let dates = years.lazy.compactMap { CivilDate(year: $0, month: start.month, day: start.dayOfMonth) }
        return Array(dates.prefix { $0 <= until }.prefix(count))
    }
}
