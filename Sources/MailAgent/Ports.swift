public import MailRouting
public import MailTransport

/// One connection to one account, as the loops see it.
///
/// A port exists because there are two of it: the real one over IMAP and a pretend one for simulation. One task uses a
/// port at a time. After a `MailboxFault.lost` the port is finished and a new one is made.
public protocol MailboxPort: Sendable {
    /// Makes `mailbox` the selected one (RFC 9051 section 6.3.2).
    func select(_ mailbox: MailboxName) async throws(MailboxFault) -> MailboxStatus
    /// UIDVALIDITY and UIDNEXT without selecting; creates the mailbox when it is missing and `creating` says so.
    func status(_ mailbox: MailboxName, creating: Bool) async throws(MailboxFault) -> MailboxStatus
    /// The lowest messages of the selected mailbox from `first` to `last`, at most `limit`, however sparse UIDs are.
    func list(from first: UID, to last: UID, limit: Int, preview: Int) async throws(MailboxFault) -> MailboxListing
    /// Those of `uids` that exist in the selected mailbox.
    func entries(of uids: [UID]) async throws(MailboxFault) -> [MailboxEntry]
    /// A whole message; nil when it is gone.
    func content(of uid: UID, maximumSize: Int) async throws(MailboxFault) -> MessageContent?
    /// The first octets of a message, for what rules ask about its text and attachments; nil when it is gone.
    func beginning(of uid: UID, atMost octets: Int) async throws(MailboxFault) -> [UInt8]?
    /// True when a move leaves a message in one place at any instant (RFC 6851). False when it is a copy and a removal:
    /// then a failure may leave both, and whoever tries again has to look for the copy first.
    var movesAtomically: Bool { get async }
    /// Copies within the account, flags and internal date included. Only what is in the answer is proven to have been
    /// copied: it is the server's own COPYUID.
    func copy(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location]
    /// Moves within the account. Only what is in the answer was moved: it is the server's own COPYUID.
    func move(_ uids: [UID], to mailbox: MailboxName) async throws(MailboxFault) -> [UID: Location]
    /// Appends a copy; nil when the server took it without saying its UID.
    func append(
        _ content: MessageContent, to mailbox: MailboxName, flags: [String], internalDate: Instant
    ) async throws(MailboxFault) -> Location?
    func add(_ keywords: [Keyword], to uids: [UID]) async throws(MailboxFault)
    /// Marks messages of the selected mailbox as one agent's, each unless another agent has: exactly one can.
    func claim(_ uids: [UID], as claim: AgentClaim) async throws(MailboxFault) -> ClaimResult
    /// Takes keywords off messages of the selected mailbox.
    func take(_ keywords: [Keyword], from uids: [UID]) async throws(MailboxFault)
    /// Removes exactly these (UID EXPUNGE, RFC 4315); never anything else.
    func remove(_ uids: [UID]) async throws(MailboxFault)
    /// Waits until the server hints at a change or the time is over. False: the server has no IDLE, wait otherwise.
    func idle(atMost interval: Interval) async throws(MailboxFault) -> Bool
    func close() async
}

/// A stretch of a mailbox.
public struct MailboxListing: Sendable, Equatable {
    /// Ascending.
    public let entries: [MailboxEntry]
    /// Everything up to here was looked at: what is not among the entries does not exist.
    public let upTo: UID

    public init(entries: [MailboxEntry], upTo: UID) {
        self.entries = entries
        self.upTo = upTo
    }
}

/// One message of a mailbox listing.
public struct MailboxEntry: Sendable, Equatable {
    public let uid: UID
    public let fingerprint: Fingerprint
    public let internalDate: Instant
    public let flags: [String]
    /// The header as fetched, bounded.
    public let header: [UInt8]
    /// The first octets of the body when they were asked for.
    public let preview: [UInt8]?

    public init(
        uid: UID, fingerprint: Fingerprint, internalDate: Instant, flags: [String], header: [UInt8], preview: [UInt8]?
    ) {
        self.uid = uid
        self.fingerprint = fingerprint
        self.internalDate = internalDate
        self.flags = flags
        self.header = header
        self.preview = preview
    }
}

/// Why a mailbox operation failed, in the terms the loops decide on.
public enum MailboxFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The connection is gone or could not be made. What was under way may or may not have happened.
    case lost(Fault)
    /// The server does not accept our credentials: others' accounts go on, this one is retried slowly.
    case rejected(Fault)
    /// The server asks for patience: too many connections, unavailable, over a limit for now.
    case throttled(Fault)
    /// A plain NO: nothing happened, and asking again the same way will not help.
    case refused(Fault)
    /// The server cannot do it without risking the message (no MOVE and no UIDPLUS).
    case unsafe(Fault)
    /// More than we are willing to carry.
    case limit(Fault)

    public var fault: Fault {
        switch self {
        case .lost(let fault), .rejected(let fault), .throttled(let fault), .refused(let fault), .unsafe(let fault),
            .limit(let fault):
            fault
        }
    }
    public var description: String { fault.description }

    /// The same fault, saying that the copy is made and the source still there: what a person who finds both has to know.
    public func leavingSource(copiedTo mailbox: MailboxName) -> MailboxFault {
        let fault = Fault(
            host: fault.host, command: fault.command, replyCode: fault.replyCode, enhancedCode: fault.enhancedCode,
            line: fault.line,
            cause: "its copy stands in \(mailbox), but the source was not removed: \(fault.cause)")
        return switch self {
        case .lost: .lost(fault)
        case .rejected: .rejected(fault)
        case .throttled: .throttled(fault)
        case .refused: .refused(fault)
        case .unsafe: .unsafe(fault)
        case .limit: .limit(fault)
        }
    }
}

/// One submission host, as the second loop sees it.
public protocol SubmissionPort: Sendable {
    /// Sees to it that a connection is open and authenticated, so that no place in the rate windows is spent on a host
    /// that is not there.
    func prepare() async throws(Fault)
    /// Hands in one message. `handingOver` runs at the last moment at which it certainly was not sent; when it throws,
    /// it is not. Runs on a thread that may block.
    func submit(_ message: OutgoingMessage, handingOver: @escaping @Sendable () throws -> Void) async -> Outcome
    func close() async
}

/// A composed message with its envelope.
public struct OutgoingMessage: Sendable {
    public let envelope: Envelope
    /// RFC 5322, CRLF line ends.
    public let bytes: [UInt8]
    public init(envelope: Envelope, bytes: [UInt8]) {
        self.envelope = envelope
        self.bytes = bytes
    }
}

/// Everything the agent reaches the outside with, handed in.
public struct Ports: Sendable {
    public let mailbox: @Sendable (Account) async throws(MailboxFault) -> any MailboxPort
    public let submission: @Sendable (SubmissionHost) -> any SubmissionPort
    /// Writes an acknowledgement from its template.
    public let compose: @Sendable (Acknowledgement, Department, Priority, Instant) throws(Fault) -> OutgoingMessage
    /// What a crash while reading an account's messages is put down to.
    public let slot: @Sendable (AccountName) -> CrashSlot
    /// Which simulated week a message is of, whose header bears a mark; nil when its seal is not ours.
    public let simulation: @Sendable (Message) -> SimulationID?

    public init(
        mailbox: @escaping @Sendable (Account) async throws(MailboxFault) -> any MailboxPort,
        submission: @escaping @Sendable (SubmissionHost) -> any SubmissionPort,
        compose:
            @escaping @Sendable (Acknowledgement, Department, Priority, Instant) throws(Fault) -> OutgoingMessage,
        slot: @escaping @Sendable (AccountName) -> CrashSlot = { _ in .none },
        simulation: @escaping @Sendable (Message) -> SimulationID? = { _ in nil }
    ) {
        self.simulation = simulation
        self.mailbox = mailbox
        self.submission = submission
        self.compose = compose
        self.slot = slot
    }
}
