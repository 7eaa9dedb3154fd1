import ArgumentParser
import Foundation
import MailRouting

/// An instant as a person gives it: how long ago (`90m`, `36h`, `2d`), or a date and time of ISO 8601.
struct PointInTime: ExpressibleByArgument, Equatable {
    private enum Form: Equatable {
        case ago(Interval)
        case at(Instant)
    }
    private let form: Form

    init?(argument: String) {
        if argument.hasSuffix("m"), let minutes = Int64(argument.dropLast()), minutes > 0, minutes < 1_000_000 {
            form = .ago(.minutes(minutes))
        } else if let back = LookBack(argument: argument) {
            form = .ago(back.interval)
        } else if let date = Self.date(argument) {
            form = .at(Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000)))
        } else {
            return nil
        }
    }

    func instant(now: Instant) -> Instant {
        switch form {
        case .ago(let interval): now - interval
        case .at(let instant): instant
        }
    }

    /// With a zone, or in this machine's.
    private static func date(_ text: String) -> Date? {
        if let date = try? Date(text, strategy: .iso8601) { return date }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        for format in ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd"] {
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}
