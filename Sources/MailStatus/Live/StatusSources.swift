public import MailAgent
public import MailJournal
public import MailRouting

/// Where the status server gets what it tells, besides the journal and the agent's walk.
public struct StatusSources: Sendable {
    /// What the agent goes by now.
    public let inForce: @Sendable () -> RulesInForce
    /// Whether the agent does its work (`Agent.readiness`).
    public let readiness: @Sendable () async -> Readiness
    /// The message of the past as far as it is kept, to be decided about again.
    public let message: @Sendable (KeptArrival) -> Message

    public init(
        inForce: @escaping @Sendable () -> RulesInForce, readiness: @escaping @Sendable () async -> Readiness,
        message: @escaping @Sendable (KeptArrival) -> Message
    ) {
        self.inForce = inForce
        self.readiness = readiness
        self.message = message
    }
}
