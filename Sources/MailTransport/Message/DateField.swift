import CGMime
import MailRouting

/// The instant of a date-time (RFC 5322 section 3.3).
enum DateField {
    /// Nil when it is none, or one before 1970, when nobody wrote mail of this kind, or after 9999, which it cannot say.
    static func parse(_ value: ArraySlice<UInt8>) -> Instant? {
        guard let seconds = plain(value) ?? secondsByGMime(Array(value)), (1...253_402_300_799).contains(seconds) else {
            return nil
        }
        return Instant(seconds: seconds)
    }

    static func secondsByGMime(_ value: [UInt8]) -> Int64? {
        var seconds: Int64 = 0
        return value.withCString { cgmime_date_parse($0, &seconds) } ? seconds : nil
    }

    /// What nearly all mail programs write, `Sun, 22 Nov 2026 13:00:00 +0100`, with or without the day of the week and
    /// a comment at the end. Nil for everything else, which GMime is asked about.
    static func plain(_ value: ArraySlice<UInt8>) -> Int64? {
        FieldScanner.read(value) { plain(&$0, last: value.last) }
    }

    private static func plain(_ scanner: inout FieldScanner, last: UInt8?) -> Int64? {
        if scanner.next.map({ $0 &- 0x30 >= 10 }) == true {
            let name = scanner.range { $0 != UInt8(ascii: ",") }
            guard name.count == 3, scanner.take(UInt8(ascii: ",")) else { return nil }
            while scanner.take(0x20) {}
        }
        guard let day = scanner.number(digits: 1...2), scanner.take(0x20), let month = month(&scanner),
            scanner.take(0x20), let year = scanner.number(digits: 4...4), scanner.take(0x20),
            let hour = scanner.number(digits: 2...2), scanner.take(UInt8(ascii: ":")),
            let minute = scanner.number(digits: 2...2), scanner.take(UInt8(ascii: ":")),
            let second = scanner.number(digits: 2...2), scanner.take(0x20)
        else { return nil }
        let isEast = scanner.take(UInt8(ascii: "+"))
        guard isEast || scanner.take(UInt8(ascii: "-")), let zone = scanner.number(digits: 4...4), zone % 100 < 60,
            zone <= 1400
        else { return nil }
        guard
            scanner.isAtEnd
                || scanner.take(0x20) && scanner.next == UInt8(ascii: "(") && last == UInt8(ascii: ")")
        else { return nil }
        guard (1970...9999).contains(year), hour < 24, minute < 60, second < 60, day >= 1,
            // The ends of months are GMime's to know.
            day <= (month == 2 ? 28 : 30)
        else { return nil }
        let east = (zone / 100 * 60 + zone % 100) * 60 * (isEast ? 1 : -1)
        return Int64(days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - east)
    }

    private static func month(_ scanner: inout FieldScanner) -> Int? {
        let name = scanner.range { $0 != 0x20 }
        guard name.count == 3 else { return nil }
        let key = name.reduce(0) { $0 << 8 | Int(scanner.octet(at: $1) | 0x20) }
        return months.firstIndex(of: key).map { $0 + 1 }
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { $0.utf8.reduce(0) { $0 << 8 | Int($1) } }

    /// Days from 1970-01-01, counted in years that begin in March, so that the leap day comes last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
