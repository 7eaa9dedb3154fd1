public import MailRouting

/// One line of the walk as it is kept for whoever looks on from another process: what the log says, no more.
public struct WalkEntry: Sendable, Equatable {
    public let number: Int64
    public let at: Instant
    public let level: LogLevel
    public let component: LogComponent
    /// The step's stable name.
    public let step: String
    public let arrival: ArrivalID?
    public let text: String

    public init(
        number: Int64 = 0, at: Instant, level: LogLevel, component: LogComponent, step: String, arrival: ArrivalID?,
        text: String
    ) {
        self.number = number
        self.at = at
        self.level = level
        self.component = component
        self.step = step
        self.arrival = arrival
        self.text = text
    }
}

/// How the watching of one mailbox stands, as the agent last wrote it down.
public struct WatchRecord: Sendable, Equatable {
    public let mailbox: MailboxAddress
    public let isConnected: Bool
    public let since: Instant
    /// Why not.
    public let detail: String?

    public init(mailbox: MailboxAddress, isConnected: Bool, since: Instant, detail: String?) {
        self.mailbox = mailbox
        self.isConnected = isConnected
        self.since = since
        self.detail = detail
    }
}
