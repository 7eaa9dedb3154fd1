public import MailRouting

/// Something a person has to look at that is no message and no job: a certificate that runs out, a port that is taken. It
/// is there for `mailroom status` as long as it lasts.
public struct Concern: Sendable, Equatable {
    /// What it is about; a stable name, one concern for each.
    public let subject: String
    /// When it began, or this run of the agent first met it.
    public let since: Instant
    /// In a line for people.
    public let text: String
    /// What a person can do.
    public let next: String

    public init(subject: String, since: Instant, text: String, next: String) {
        self.subject = subject
        self.since = since
        self.text = text
        self.next = next
    }
}
