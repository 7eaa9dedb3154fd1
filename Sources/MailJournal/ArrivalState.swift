/// How each UID of a watched mailbox is accounted for.
public enum ArrivalState: String, Sendable, CaseIterable {
    /// Written down, not decided yet.
    case recorded
    /// Decided; a delivery is under way.
    case routing
    /// Confirmed at its department.
    case routed
    /// Its department is where it arrived.
    case kept
    /// Waits for a person; it is still where it arrived.
    case held
    /// Gone before it was delivered: a person or another program took it.
    case vanished
    /// Was routed, and brought back to where it arrived by `mailroom undo`.
    case returned
    /// Another agent that shares the mailbox has claimed it.
    case theirs
    /// The agent's own delivery.
    case own
    /// Dealt with under an earlier UIDVALIDITY.
    case known
    /// There before the agent, left alone as configured.
    case ignored
    /// There before the agent; decided about as configured, and left where it was.
    case observed
}
