import MailRouting

/// The whole days of an iCalendar file (RFC 5545), such as the public holidays an office exports.
///
/// Only what rules need is understood: events of whole days, of one day or several, once or every year. Whatever would
/// change the dates beyond that is reported with its line, never skipped; what does not touch them is not looked at.
struct Calendar {
    private let reading: Reading
    private let file: String
    private var dates: Set<CivilDate> = []
    /// The component being read and those around it.
    private var components: [String] = []
    private var event: CalendarEvent?
    private var isCalendar = false

    static func dates(in text: SourceText, _ reading: Reading) -> Set<CivilDate> {
        var calendar = Calendar(reading: reading, file: text.file)
        for line in ContentLine.all(of: text) {
            calendar.take(line)
            if calendar.dates.count > Limits.dates {
                calendar.report(line, "more than \(Limits.dates) days in one calendar", "split it by year")
                break
            }
        }
        calendar.end()
        return calendar.dates
    }

    private init(reading: Reading, file: String) {
        self.reading = reading
        self.file = file
    }

    private mutating func take(_ line: ContentLine) {
        switch line.name {
        case "BEGIN":
            components.append(line.value.uppercased())
            if components == ["VCALENDAR"] { isCalendar = true }
            if components == ["VCALENDAR", "VEVENT"] { event = CalendarEvent(begin: line) }
        case "END":
            guard components.popLast() == line.value.uppercased() else {
                report(line, "'END:\(line.value)' ends nothing that has begun", "export the calendar again")
                components = []
                event = nil
                return
            }
            if components == ["VCALENDAR"], let event { add(event) }
            if components.count < 2 { event = nil }
        default:
            // Alarms are components inside an event.
            guard components.count == 2, let fault = event?.take(line) else { return }
            report(line, fault.message, fault.suggestion)
            event?.isUsable = false
        }
    }

    private mutating func add(_ event: CalendarEvent) {
        guard event.isUsable, !event.isCancelled else { return }
        switch event.days(upTo: Limits.dates) {
        case .success(let days): dates.formUnion(days)
        case .failure(let fault): report(event.begin, fault.message, fault.suggestion)
        }
    }

    private func end() {
        if let event {
            report(event.begin, "this event does not end", "export the calendar again")
        } else if !isCalendar {
            reading.report(
                at: SourceLocation(file: file, line: 1), length: 1, "this is no calendar",
                suggestion: "it must begin with BEGIN:VCALENDAR")
        }
    }

    private func report(_ line: ContentLine, _ message: String, _ suggestion: String) {
        reading.report(
            at: SourceLocation(file: file, line: line.number), length: Limits.shownLineScalars, message,
            suggestion: suggestion)
    }
}
