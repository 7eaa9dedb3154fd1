import Foundation

/// Hours of certain days in one place on earth: what `time:` asks about, judged at the internal date.
public struct TimeFrame: Sendable, Hashable {
    public let zone: Zone
    /// Empty: every day of the week.
    public let weekdays: Set<Weekday>
    /// Empty: the whole day.
    public let hours: [HourRange]
    /// Nil: every date.
    public let dates: Set<CivilDate>?
    /// Dates that do not belong to it, such as holidays.
    public let except: Set<CivilDate>

    public init(
        zone: Zone, weekdays: Set<Weekday> = [], hours: [HourRange] = [], dates: Set<CivilDate>? = nil,
        except: Set<CivilDate> = []
    ) {
        self.zone = zone
        self.weekdays = weekdays
        self.hours = hours
        self.dates = dates
        self.except = except
    }

    public func contains(_ instant: Instant) -> Bool {
        let (today, minute) = zone.local(instant)
        return contains(today, minute: minute)
    }

    /// By the local date and the minutes since local midnight. Hours that run over midnight belong to the day they begin
    /// on.
    func contains(_ today: CivilDate, minute: Int) -> Bool {
        let hours = hours.isEmpty ? [.wholeDay] : hours
        return hours.contains { hours in
            let isToday = hours.start <= minute && (minute < hours.end || hours.runsOverMidnight)
            let isSinceYesterday = hours.runsOverMidnight && minute < hours.end
            return isToday && has(today) || isSinceYesterday && has(today.dayBefore)
        }
    }

    private func has(_ day: CivilDate) -> Bool {
        (weekdays.isEmpty || weekdays.contains(day.weekday)) && dates?.contains(day) ?? true && !except.contains(day)
    }
}

/// Minutes of a day, the first inclusive, the last exclusive: `08:00-17:00`.
public struct HourRange: Sendable, Hashable {
    /// Minutes since midnight.
    public let start: Int
    /// Minutes since midnight, up to 1440; not after `start` when the range runs over midnight (`22:00-06:00`).
    public let end: Int
    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
    static let wholeDay = HourRange(start: 0, end: 1440)
    /// `08:00-17:00`
    public var words: String { "\(start.asTimeOfDay)-\(end.asTimeOfDay)" }
    var runsOverMidnight: Bool { end <= start }
}

/// A day of the week; raw values as ISO 8601 counts them.
public enum Weekday: Int, Sendable, CaseIterable, Comparable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday
    /// As rules write it: `monday`.
    public var name: String { "\(self)" }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Int {
    /// Minutes since midnight as `08:05`.
    var asTimeOfDay: String {
        let parts = [self / 60, self % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return parts.joined(separator: ":")
    }
}

/// A date of the Gregorian calendar, without a place or a time.
public struct CivilDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let day: Int

    public init(day: Int) { self.day = day }

    /// Nil when there is no such date.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let components = DateComponents(timeZone: .gmt, year: year, month: month, day: day)
        let calendar = Self.calendar
        guard components.isValidDate(in: calendar), let date = calendar.date(from: components) else { return nil }
        self.day = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
    }

    /// 1970-01-01 was a Thursday.
    public var weekday: Weekday { Weekday(rawValue: ((day + 3) % 7 + 7) % 7 + 1) ?? .monday }
    /// `2026-11-23` (ISO 8601).
    public var description: String {
        Date(timeIntervalSince1970: Double(day) * 86_400).formatted(.iso8601.year().month().day())
    }
    var dayBefore: CivilDate { CivilDate(day: day - 1) }
    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.day < right.day }

    private static let calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}

/// A time zone of the IANA database, such as `Europe/Berlin`.
public struct Zone: Sendable, Hashable {
    public let name: String
    private let zone: TimeZone

    /// Nil when there is no zone of this name.
    public init?(_ name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        self.name = name
        self.zone = zone
    }

    /// The names a person may have meant.
    public static var knownNames: [String] { TimeZone.knownTimeZoneIdentifiers }

    /// The instant the clocks there show `minute` (since midnight) of `date`. Where they skip it, the same minute
    /// an hour before; where they show it twice, the first.
    public func instant(of date: CivilDate, minute: Int) -> Instant {
        let local = Double(date.day) * 86_400 + Double(minute) * 60
        // The offset that holds a day before is right unless the clocks have changed since.
        let guess = local - Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: local - 86_400)))
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: guess))
        return Instant(seconds: Int64(local) - Int64(offset))
    }

    /// The local date, and the minutes since local midnight.
    func local(_ instant: Instant) -> (CivilDate, minute: Int) {
        let seconds = Double(instant.milliseconds) / 1000
        let local = Int(seconds.rounded(.down)) + zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))
        let day = Int((Double(local) / 86_400).rounded(.down))
        return (CivilDate(day: day), (local - day * 86_400) / 60)
    }
}
