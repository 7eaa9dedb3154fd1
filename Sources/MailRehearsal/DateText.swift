import Foundation
import MailRouting

/// Dates as mail programs and people write them. No locale has a say: the same instant is always the same octets.
struct DateText {
    let date: CivilDate
    let minute: Int
    private let second: Int
    /// Minutes east of Greenwich.
    private let offset: Int
    private let parts: [Int]

    init(_ instant: Instant, in zone: Zone) {
        let seconds = Int((Double(instant.milliseconds) / 1000).rounded(.down))
        let east = TimeZone(identifier: zone.name)?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        offset = (east ?? 0) / 60
        let local = seconds + offset * 60
        date = CivilDate(day: Int((Double(local) / 86_400).rounded(.down)))
        minute = (local - date.day * 86_400) / 60
        second = local - date.day * 86_400 - minute * 60
        parts = date.description.split(separator: "-").compactMap { Int($0) }
    }

    /// RFC 5322 section 3.3: `Mon, 23 Nov 2026 08:14:05 +0100`.
    var field: String {
        let day = Self.capitalised(date.weekday.name).prefix(3)
        return
            "\(day), \(parts[2]) \(Self.months[parts[1] - 1].prefix(3)) \(parts[0]) \(clock):\(Self.two(second)) \(zone)"
    }

    /// As a program of 1995 writes it (RFC 5322 section 4.3): two digits of a year, and no weekday.
    var obsoleteField: String {
        "\(parts[2]) \(Self.months[parts[1] - 1].prefix(3)) \(Self.two(parts[0] % 100)) \(clock) \(zone)"
    }

    /// `08:14`
    var clock: String { "\(Self.two(minute / 60)):\(Self.two(minute % 60))" }

    func day(in language: Language) -> String { Self.words(date, in: language) }

    /// `23.11.2026` or `23 November 2026`.
    static func words(_ date: CivilDate, in language: Language) -> String {
        let parts = date.description.split(separator: "-").compactMap { Int($0) }
        switch language {
        case .german: return "\(two(parts[2])).\(two(parts[1])).\(parts[0])"
        case .english: return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
        }
    }

    private var zone: String {
        let size = abs(offset)
        return (offset < 0 ? "-" : "+") + Self.two(size / 60) + Self.two(size % 60)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    private static func capitalised(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
