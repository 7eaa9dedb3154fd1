import CLibEtPan
import MailRouting

/// INTERNALDATE on the wire (RFC 3501 section 9, date-time), with whole seconds.
///
/// By hand, because a fetch of ten thousand headers reads ten thousand of them and a formatter costs more than the fetch.
enum InternalDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// In UTC, quoted: `"17-Jul-1996 02:44:25 +0000"`. Clamped to the years a server can read, 1 to 9999.
    static func text(of instant: Instant) -> String {
        let seconds = min(max(floored(instant.milliseconds, by: 1000), -62_135_596_800), 253_402_300_799)
        let day = floored(seconds, by: 86_400)
        let time = seconds - day * 86_400
        let date = civil(fromDay: day)
        return "\"\(padded(date.day))-\(months[Int(date.month) - 1])-\(padded(date.year, 4)) "
            + "\(padded(time / 3600)):\(padded(time / 60 % 60)):\(padded(time % 60)) +0000\""
    }

    /// Nil when a server sends a date that does not exist.
    static func instant(of date: mailimap_date_time) -> Instant? {
        guard (1...31).contains(date.dt_day), (1...12).contains(date.dt_month), (1...9999).contains(date.dt_year),
            (0...23).contains(date.dt_hour), (0...59).contains(date.dt_min), (0...60).contains(date.dt_sec),
            (-2400...2400).contains(date.dt_zone)
        else { return nil }
        let day = day(ofYear: Int64(date.dt_year), month: Int64(date.dt_month), day: Int64(date.dt_day))
        // The zone is hours and minutes written as one number: +0530 is 530.
        let zone = Int64(date.dt_zone) / 100 * 3600 + Int64(date.dt_zone) % 100 * 60
        let time = Int64(date.dt_hour) * 3600 + Int64(date.dt_min) * 60 + Int64(date.dt_sec)
        return Instant(seconds: day * 86_400 + time - zone)
    }

    private static func floored(_ value: Int64, by divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private static func padded(_ value: Int64, _ width: Int = 2) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years from 1 March 0000.
    private static func day(ofYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = floored(year, by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of ``day(ofYear:month:day:)``.
    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floored(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
