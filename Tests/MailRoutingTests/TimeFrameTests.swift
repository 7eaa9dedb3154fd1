import Foundation
import Testing

@testable import MailRouting

@Suite("Time frames")
struct TimeFrameTests {
    private static func zone(_ name: String = "Europe/Berlin") throws -> Zone { try #require(Zone(name)) }
    private static func date(_ text: String) throws -> CivilDate {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2]))
    }
    private static func instant(_ text: String) throws -> Instant {
        Instant(seconds: Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970))
    }
    private static func hours(_ start: Int, _ end: Int) -> HourRange { HourRange(start: start * 60, end: end * 60) }

    @Test(
        "hours are those of the place, winter and summer",
        arguments: [
            ("2026-01-15T07:00:00Z", true), ("2026-01-15T06:59:59Z", false), ("2026-01-15T15:59:59Z", true),
            ("2026-01-15T16:00:00Z", false), ("2026-07-15T06:00:00Z", true), ("2026-07-15T05:59:59Z", false),
            ("2026-07-15T15:00:00Z", false),
            // The clocks go forward on 29 March 2026 and back on 25 October 2026, at 01:00 UTC.
            ("2026-03-28T07:00:00Z", true), ("2026-03-29T06:00:00Z", true), ("2026-03-29T05:59:59Z", false),
            ("2026-10-25T06:59:59Z", false), ("2026-10-25T07:00:00Z", true),
        ])
    func daylightSaving(instant: String, expected: Bool) throws {
        let frame = TimeFrame(zone: try Self.zone(), hours: [Self.hours(8, 17)])
        #expect(frame.contains(try Self.instant(instant)) == expected)
    }

    @Test("the hour that comes twice is in twice, the one that is left out never comes")
    func changes() throws {
        let frame = TimeFrame(zone: try Self.zone(), hours: [HourRange(start: 120, end: 180)])
        let back = ["2026-10-24T23:59:59Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"]
        #expect(try back.map { frame.contains(try Self.instant($0)) } == [false, true, true, false])
        let forward = ["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"]
        #expect(try forward.map { frame.contains(try Self.instant($0)) } == [false, false])
    }

    @Test(
        "hours over midnight belong to the day they begin on",
        arguments: [
            // Friday 2026-11-20, 22:00 in Berlin is 21:00 UTC.
            ("2026-11-20T20:59:59Z", false), ("2026-11-20T21:00:00Z", true), ("2026-11-21T04:59:59Z", true),
            ("2026-11-21T05:00:00Z", false), ("2026-11-21T21:00:00Z", false), ("2026-11-20T00:00:00Z", false),
        ])
    func overMidnight(instant: String, expected: Bool) throws {
        let frame = TimeFrame(zone: try Self.zone(), weekdays: [.friday], hours: [Self.hours(22, 6)])
        #expect(frame.contains(try Self.instant(instant)) == expected)
    }

    @Test("a holiday is no part of it, nor is the night that begins on one")
    func exceptions() throws {
        let frame = TimeFrame(
            zone: try Self.zone(), hours: [Self.hours(8, 17), Self.hours(22, 6)], except: [try Self.date("2026-12-25")])
        #expect(!frame.contains(try Self.instant("2026-12-25T09:00:00Z")))
        #expect(frame.contains(try Self.instant("2026-12-25T02:00:00Z")))
        #expect(!frame.contains(try Self.instant("2026-12-26T02:00:00Z")))
        #expect(frame.contains(try Self.instant("2026-12-26T09:00:00Z")))
    }

    @Test("dates are days of the place, also where years end")
    func dates() throws {
        let frame = TimeFrame(zone: try Self.zone(), dates: [try Self.date("2027-01-01")])
        let instants = ["2026-12-31T22:59:59Z", "2026-12-31T23:00:00Z", "2027-01-01T22:59:59Z", "2027-01-01T23:00:00Z"]
        #expect(try instants.map { frame.contains(try Self.instant($0)) } == [false, true, true, false])
        let nowhere = TimeFrame(zone: try Self.zone(), dates: [])
        #expect(!nowhere.contains(try Self.instant("2027-01-01T12:00:00Z")))
    }

    @Test("far dates, half-hour zones and times before 1970 are judged too")
    func extremes() throws {
        let last = try Self.instant("9999-12-31T22:59:59Z")
        #expect(TimeFrame(zone: try Self.zone(), dates: [try Self.date("9999-12-31")]).contains(last))
        let kathmandu = TimeFrame(zone: try Self.zone("Asia/Kathmandu"), hours: [Self.hours(8, 9)])
        #expect(kathmandu.contains(try Self.instant("2026-11-20T02:15:00Z")))
        #expect(!kathmandu.contains(try Self.instant("2026-11-20T02:14:59Z")))
        let old = TimeFrame(zone: try Self.zone("UTC"), weekdays: [.wednesday], hours: [Self.hours(23, 24)])
        #expect(old.contains(Instant(milliseconds: -1)))
        #expect(TimeFrame(zone: try Self.zone()).contains(Instant(milliseconds: .max / 2_000)))
    }

    @Test(
        "dates of the calendar",
        arguments: [
            (2026, 11, 22, Weekday.sunday), (2024, 2, 29, .thursday), (2000, 2, 29, .tuesday), (1601, 1, 1, .monday),
            (9999, 12, 31, .friday), (1969, 12, 31, .wednesday),
        ])
    func weekdays(year: Int, month: Int, day: Int, weekday: Weekday) throws {
        #expect(try #require(CivilDate(year: year, month: month, day: day)).weekday == weekday)
    }

    @Test(
        "dates that do not exist are refused",
        arguments: [
            (2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (0, 1, 1), (10_000, 1, 1),
        ])
    func noDate(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test("a condition on time is asked at the internal date")
    func condition() throws {
        let frame = TimeFrame(zone: try Self.zone(), hours: [Self.hours(8, 17)])
        let condition = Condition.time(frame, name: "office", at: Sample.place)
        let inside = Sample.circumstances(arrivedAt: try Self.instant("2026-01-15T09:00:00Z"))
        let outside = Sample.circumstances(arrivedAt: try Self.instant("2026-01-15T19:00:00Z"))
        #expect(try Sample.verdict(condition, Message(), inside) == .yes)
        #expect(try Sample.verdict(condition, Message(), outside) == .no)
        #expect(try Sample.verdict(.not(condition), Message(), outside) == .yes)
    }
}
