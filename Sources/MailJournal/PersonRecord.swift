/// Everything the journal has about one arrival of a person's mail, for whoever asks what is kept of him (GDPR article 15).
///
/// `Encodable`, because it leaves the house as JSON; the names are those of the journal's tables.
public struct PersonRecord: Sendable, Equatable, Encodable {
    /// What the rules decided, and why nothing was sent where nothing was. Times are RFC 3339, UTC.
    public struct Decision: Sendable, Equatable, Encodable {
        public let at: String
        public let ruleSet: String
        public let rule: String
        public let priority: String
        public let department: String
        public let language: String?
        public let template: String?
        /// Why there was no acknowledgement.
        public let refusal: String?
        public let refusalEvidence: String?
        /// Names, types and sizes, as JSON; nil when nobody read them.
        public let attachments: String?
    }
    /// One try of a job, with the host it was made at and that host's own words.
    public struct Attempt: Sendable, Equatable, Encodable {
        public let at: String
        public let outcome: String
        public let host: String?
        public let detail: String?
    }
    /// A delivery, a further copy, an acknowledgement or an undo, and how far it came.
    public struct Job: Sendable, Equatable, Encodable {
        public let kind: String
        public let state: String
        public let department: String
        public let createdAt: String
        public let settledAt: String?
        public let recipient: String?
        public let recipientName: String?
        public let template: String?
        public let messageID: String?
        public let sentAt: String?
        public let detail: String?
        public let thread: [String]
        public let attempts: [Attempt]
    }
    /// The number the walk and `explain` show.
    public let arrival: Int64
    public let mailbox: String
    public let uid: Int64
    public let arrivedAt: String
    public let recordedAt: String
    public let state: String
    public let size: Int64
    /// SHA-256 of the message.
    public let digest: String
    /// The header as it arrived, where it is still kept.
    public let header: String?
    public let decision: Decision?
    public let jobs: [Job]
    /// What came back to an acknowledgement, when this arrival was such an answer.
    public let response: String?
}
