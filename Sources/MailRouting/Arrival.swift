/// A message the agent has seen in a watched mailbox: what the server says about it, before anything is decided.
public struct Arrival: Sendable, Equatable {
    public let location: Location
    public let fingerprint: Fingerprint
    /// When the server got it; "now" for everything the rules judge about hours and age.
    public let internalDate: Instant
    /// Flags and keywords as the server listed them, `\Recent` left out because no client may set it.
    public let flags: [String]
    /// The header as fetched, bounded by `Limits.headerBytes`.
    public let header: [UInt8]
    /// Which simulated week it is of, proven by its seal; nil for real mail, whatever it says of itself.
    public let simulation: SimulationID?

    public init(
        location: Location, fingerprint: Fingerprint, internalDate: Instant, flags: [String], header: [UInt8],
        simulation: SimulationID? = nil
    ) {
        self.location = location
        self.fingerprint = fingerprint
        self.internalDate = internalDate
        self.flags = flags
        self.header = header
        self.simulation = simulation
    }
}

/// How the agent came upon a message. Only what arrives is ever acknowledged.
///
/// The raw values stand in journals and never change.
public enum Discovery: String, Sendable, CaseIterable {
    /// It came while the agent watched.
    case arrival
    /// It arrived before the agent's first contact with the mailbox.
    case backlog
    /// UIDVALIDITY changed, and it was there when the mailbox was read again from its start. It may have been answered
    /// under its old UID.
    case rescan
}

/// What the router needs to know about a message besides the message itself.
public struct Circumstances: Sendable, Equatable {
    /// The account the message arrived in: what `mailbox:` means in a rule.
    public let mailbox: AccountName
    /// The server's internal date, or the replay's idea of it.
    public let arrivedAt: Instant
    /// How the agent came upon it.
    public let discovery: Discovery
    /// The instant of the decision; handed in, never read.
    public let now: Instant
    /// Whose verdicts in the header are believed.
    public let receivingServer: ReceivingServer
    /// Whether the author was answered before; nil when nobody looked.
    public let isKnownSender: Bool?
    /// Which simulated week the message is of; nil for real mail. Rules do not see it: only the gate does.
    public let simulation: SimulationID?

    public init(
        mailbox: AccountName, arrivedAt: Instant, discovery: Discovery = .arrival, now: Instant,
        receivingServer: ReceivingServer = .unknown, isKnownSender: Bool? = nil, simulation: SimulationID? = nil
    ) {
        self.mailbox = mailbox
        self.arrivedAt = arrivedAt
        self.discovery = discovery
        self.now = now
        self.receivingServer = receivingServer
        self.isKnownSender = isKnownSender
        self.simulation = simulation
    }
}
