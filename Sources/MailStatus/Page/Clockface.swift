import Foundation
import MailRouting

/// Times as people here read them: in this machine's zone.
struct Clockface: Sendable {
    private let offset: Int64
    private let today: Int64

    init(now: Instant) {
        let date = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
        offset = Int64(TimeZone.current.secondsFromGMT(for: date)) * 1000
        today = Self.day(now.milliseconds + offset)
    }

    /// `18:04:07`, with the date in front on another day; the whole instant for programs and on hovering.
    func time(_ instant: Instant, _ words: Words) -> Markup {
        let local = instant.milliseconds + offset
        let full = Timestamp.text(Instant(milliseconds: local))
        let clock = String(full.dropFirst(11).prefix(8))
        let (month, day) = (String(full.dropFirst(5).prefix(2)), String(full.dropFirst(8).prefix(2)))
        let text = Self.day(local) == today ? clock : words("\(day).\(month). \(clock)", "\(month)-\(day) \(clock)")
        return "<time datetime=\"\(Timestamp.text(instant))\" title=\"\(Timestamp.text(instant))\">\(text)</time>"
    }

    /// `18`: the hour an instant is in.
    func hour(_ instant: Instant) -> String {
        String(Timestamp.text(Instant(milliseconds: instant.milliseconds + offset)).dropFirst(11).prefix(2))
    }

    private static func day(_ milliseconds: Int64) -> Int64 { milliseconds / 86_400_000 }
}
