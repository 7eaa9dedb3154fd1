import MailRouting

/// Every limit of a simulated week, with its reason.
enum Limits {
    /// Messages of one week: a hundred times the shipped week. What is generated is held in memory.
    static let messages = 6_000
    /// Octets of an encoded word (RFC 2047 section 2).
    static let encodedWord = 75
    /// Octets of a quoted-printable line without its soft line break (RFC 2045 section 6.7).
    static let quotedLine = 75
    /// The slowest and the fastest clock of a week: a second a day, and a week in less than a millisecond.
    static let slowest = 1.0 / 86_400
    static let fastest = 1_000_000_000.0
    /// A stretch without mail that can be left out. Every night is longer; what is shorter is a pause in a day.
    static let night = Interval.hours(4)
}
