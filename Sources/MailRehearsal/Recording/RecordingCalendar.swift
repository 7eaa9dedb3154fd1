public import MailRouting

/// Where an instant lies in a recording: on which of its days, at what time by the clocks of its zone.
public struct RecordingCalendar: Sendable {
    /// The week its first message arrived in.
    public let week: CalendarWeek
    private let zone: Zone

    /// Nil when the first message arrived in no year of ours.
    public init?(beginning: Instant, in zone: Zone) {
        guard let week = CalendarWeek(of: DateText(beginning, in: zone).date) else { return nil }
        self.week = week
        self.zone = zone
    }

    /// What is before the beginning, or after every recording's end, is at its edge: a server's clock may be wrong.
    public func place(of instant: Instant) -> (day: Int, time: String) {
        let text = DateText(instant, in: zone)
        let day = text.date.day - week.monday.day + 1
        return (min(max(day, 1), Limits.recordedDays), text.clock)
    }
}
