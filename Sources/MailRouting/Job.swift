/// What kind of thing a job does.
public enum JobKind: String, Sendable, Codable {
    case delivery
    /// A further copy for another department: its source stays where it is.
    case copy
    case acknowledgement
    /// A delivery taken back: its message goes where it arrived.
    case undo

    /// It waits for a person rather than fail: a message would be left where it does not belong.
    var isNeverGivenUp: Bool { self == .delivery || self == .undo }
}

/// The number of a job in the journal.
public struct JobID: Hashable, Sendable, Codable, CustomStringConvertible {
    public let value: Int64
    public init(_ value: Int64) { self.value = value }
    public var description: String { String(value) }
}

/// The number of an arrival in the journal.
public struct ArrivalID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let value: Int64
    public init(_ value: Int64) { self.value = value }
    public var description: String { String(value) }
    public static func < (left: ArrivalID, right: ArrivalID) -> Bool { left.value < right.value }
}

/// One claimed piece of work with everything its performer needs.
public struct Job: Sendable, Equatable {
    public let id: JobID
    public let arrival: ArrivalID
    public let work: Work
    public let priority: Priority
    /// Attempts including the present one.
    public let attempt: Int
    /// Its message is simulated.
    public let isSimulated: Bool

    public init(
        id: JobID, arrival: ArrivalID, work: Work, priority: Priority, attempt: Int, isSimulated: Bool = false
    ) {
        self.isSimulated = isSimulated
        self.id = id
        self.arrival = arrival
        self.work = work
        self.priority = priority
        self.attempt = attempt
    }
}

/// What a job asks for.
public enum Work: Sendable, Equatable {
    case deliver(Delivery)
    /// The same way as a delivery, with the source left alone.
    case copy(Delivery)
    case acknowledge(Acknowledgement)
    case undo(Undo)

    public var kind: JobKind {
        switch self {
        case .deliver: .delivery
        case .copy: .copy
        case .acknowledge: .acknowledgement
        case .undo: .undo
        }
    }
    /// From where to where; nil for an acknowledgement and an undo.
    public var delivery: Delivery? {
        switch self {
        case .deliver(let delivery), .copy(let delivery): delivery
        case .acknowledge, .undo: nil
        }
    }
}

/// A message to be brought from where it arrived to a department.
public struct Delivery: Sendable, Equatable {
    public let source: Location
    public let destination: MailboxAddress
    /// Names the mailbox that keeps the source of a delivery between accounts.
    public let department: DepartmentName
    public let fingerprint: Fingerprint
    public let keywords: [Keyword]
    public let progress: DeliveryProgress

    public init(
        source: Location, destination: MailboxAddress, department: DepartmentName, fingerprint: Fingerprint,
        keywords: [Keyword], progress: DeliveryProgress
    ) {
        self.source = source
        self.destination = destination
        self.department = department
        self.fingerprint = fingerprint
        self.keywords = keywords
        self.progress = progress
    }
    /// One server command can carry it, atomically.
    public var staysInAccount: Bool { source.mailbox.account == destination.account }
}

/// How far a delivery has come, written down before each step that cannot be taken back.
///
/// After a crash the next attempt goes on from here: whatever may have happened after the note is looked for at the
/// destination before anything is done twice.
public enum DeliveryProgress: Sendable, Equatable, Codable {
    case untouched
    /// Written before UID MOVE or UID COPY: a copy, if there is one, has a UID at or above the mark.
    case begun(DestinationMark)
    /// Written before APPEND, with the content that is about to be appended.
    case appending(DestinationMark, Content)
    /// The copy is confirmed; only the source is left to be put away.
    case copied(UIDValidity, UID, Content)
    /// Of an undo: the message stands where it arrived again; what was made of it is left to be taken away.
    case returned(UIDValidity, UID)
    /// Written before the source is copied to where sources are kept, on a server that cannot move: what is kept has a
    /// UID at or above the mark. The copy at the destination is confirmed.
    case puttingAway(UIDValidity, UID, DestinationMark)
}

/// UIDVALIDITY and UIDNEXT of a destination before anything was put there.
public struct DestinationMark: Sendable, Equatable, Codable {
    public let uidValidity: UIDValidity
    public let uidNext: UID
    public init(uidValidity: UIDValidity, uidNext: UID) {
        self.uidValidity = uidValidity
        self.uidNext = uidNext
    }
}

/// The identity of a whole message, byte for byte.
public struct Content: Sendable, Equatable, Codable {
    /// SHA-256 of all octets, 64 lower-case hexadecimal digits.
    public let sha256: String
    public let size: Int
    public init(sha256: String, size: Int) {
        self.sha256 = sha256
        self.size = size
    }
}

/// One automatic response to be sent.
public struct Acknowledgement: Sendable, Equatable {
    public let template: TemplateName
    public let language: Language
    public let department: DepartmentName
    public let recipient: Address
    /// The same for every attempt, so that a recipient's system can tell a copy (RFC 5322 section 3.6.4).
    public let messageID: MessageID
    /// The header of the message that is acknowledged, as fetched.
    public let header: [UInt8]
    /// The identity of that message.
    public let fingerprint: Fingerprint
    /// When that message arrived.
    public let arrivedAt: Instant

    public init(
        template: TemplateName, language: Language, department: DepartmentName, recipient: Address,
        messageID: MessageID, header: [UInt8], fingerprint: Fingerprint, arrivedAt: Instant
    ) {
        self.template = template
        self.language = language
        self.department = department
        self.recipient = recipient
        self.messageID = messageID
        self.header = header
        self.fingerprint = fingerprint
        self.arrivedAt = arrivedAt
    }
}
