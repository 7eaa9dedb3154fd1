import MailRouting
import Testing

@testable import MailConfig

/// Whole days from calendars, and a finding for whatever would change them in a way that is not understood.
@Suite struct CalendarTests {
    private func read(_ lines: [String]) -> (dates: [String], findings: [String]) {
        let reading = Reading()
        let text = SourceText(file: "t.ics", bytes: Array(lines.joined(separator: "\r\n").utf8))
        let dates = Calendar.dates(in: text, reading).sorted().map(\.description)
        do {
            try reading.finish(())
            return (dates, [])
        } catch {
            return (dates, error.all.map { "\($0.location.line): \($0.message)" })
        }
    }

    private func event(_ lines: [String]) -> (dates: [String], findings: [String]) {
        read(["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR", ""])
    }

    @Test(
        arguments: [
            (["DTSTART;VALUE=DATE:20261224"], ["2026-12-24"]),
            (["dtstart;value=date:20261231", "DTEND;VALUE=DATE:20270102"], ["2026-12-31", "2027-01-01"]),
            (["DTSTART:2026", " 1224", "SUMMARY:two", "\tlines"], ["2026-12-24"]),
            (["DTSTART:20261224", "STATUS:CANCELLED"], []),
            (["DTSTART:20990101", "RRULE:FREQ=YEARLY"], ["2099-01-01", "2100-01-01"]),
            (["DTSTART:20240229", "RRULE:FREQ=YEARLY;UNTIL=20320101"], ["2024-02-29", "2028-02-29"]),
            (["DTSTART:20260101", "RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=2;WKST=MO"], ["2026-01-01", "2028-01-01"]),
            (["DTSTART:20991225", "RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;COUNT=1"], ["2099-12-25"]),
            (["DTSTART:20261224", "BEGIN:VALARM", "DURATION:PT5M", "END:VALARM"], ["2026-12-24"]),
            (["DTSTART;X=\"a:b\":20261224"], ["2026-12-24"]),
        ] as [([String], [String])])
    func readsWholeDays(_ lines: [String], _ dates: [String]) {
        let found = event(lines)
        #expect(found.findings == [])
        #expect(found.dates == dates)
    }

    @Test(
        arguments: [
            (["DTSTART:20261224T080000Z"], "3: this event has a time of day; only whole days are read"),
            (["DTSTART:20260230"], "3: there is no such date"),
            (
                ["DTSTART:20260101", "RRULE:FREQ=WEEKLY"],
                "4: only events that repeat every year on their date are read"
            ),
            (
                ["DTSTART:20260101", "RRULE:FREQ=YEARLY;BYMONTH=2"],
                "2: only events that repeat every year on their date are read"
            ),
            (["DTSTART:20260101", "EXDATE:20270101"], "4: EXDATE is not read"),
            (["DTSTART:20260101", "DTEND:20250101"], "2: this event ends before it begins, or after more than a year"),
            (["SUMMARY:no day"], "2: this event lacks DTSTART"),
            (["END:VALARM"], "3: 'END:VALARM' ends nothing that has begun"),
        ] as [([String], String)])
    func reportsWhatItDoesNotUnderstand(_ lines: [String], _ finding: String) {
        let found = event(lines)
        #expect(found.findings.first == finding)
        #expect(found.dates == [])
    }

    @Test func aFileThatIsNoCalendarIsFound() {
        #expect(read(["2026-12-24"]).findings == ["1: this is no calendar"])
        #expect(read([]).findings == ["1: this is no calendar"])
    }

    @Test func anEventWithoutAnEndIsFound() {
        #expect(
            read(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTART:20261224"]).findings == ["2: this event does not end"])
    }

    @Test func moreDaysThanTheLimitAreFound() {
        let event = ["BEGIN:VEVENT", "DTSTART:20000101", "DTEND:20010101", "RRULE:FREQ=YEARLY", "END:VEVENT"]
        let found = read(["BEGIN:VCALENDAR"] + Array(repeating: event, count: 100).joined() + ["END:VCALENDAR"])
        #expect(found.findings == ["6: more than \(Limits.dates) days in one calendar"])
        #expect(found.dates.count < Limits.dates + 400)
    }

    @Test func anEndlessLineIsReadInBoundedMemory() {
        let folds = Array(repeating: " xxxxxxxxxxxxxxxx", count: 100_000)
        #expect(event(["SUMMARY:a"] + folds + ["DTSTART:20261224"]).dates == ["2026-12-24"])
    }
}
