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

    /// Messages of a recording: twenty thousand a day for a week, and more than anybody plays again.
    static let recordedMessages = 100_000
    /// Days of a recording, so that no sum of days leaves the calendar.
    static let recordedDays = 1_000
    /// Octets of one line of a recording, a hundred times the longest honest one: whoever wrote it may have meant harm.
    static let recordedLine = 1_048_576
    /// Unicode scalars of a text that are recorded: rules look at no more of a subject that a person wrote.
    static let recordedScalars = 1_000
    /// Of a file name: its parameter is one line, whatever its letters become.
    static let recordedFileName = 60
    /// Characters of a display name.
    static let recordedName = 200
    /// Addresses of one field: rules that ask for the hundredth recipient are none.
    static let recordedPeople = 100
    /// Message-IDs of one field.
    static let recordedReferences = 40
    /// Header fields besides those every message has.
    static let recordedFields = 100
    /// Attachments, parts for programs, words of rules.
    static let recordedParts = 50
    /// Octets all messages of a played week are filled up to together: they are held in memory.
    static let playedTotal = 512 * 1024 * 1024
    /// Octets of one attachment of them: above every bound a mail server knows.
    static let playedFile = 64 * 1024 * 1024
}
