/// How one of several agents that share mailboxes marks a message as its own: a keyword with the agent's name in it.
///
/// The keyword stays on the message wherever it goes, so that every other agent knows it for dealt with.
public struct AgentClaim: Sendable, Equatable {
    /// What the keywords of all agents begin with.
    public static let prefix = "mailroom-"

    public let keyword: Keyword

    /// - Parameter agent: the name of this agent's journal; made of letters and digits.
    public init(agent: String) { keyword = Keyword(Self.prefix + agent) }

    /// Whose a message is, by the keywords it bears.
    public enum Owner: Sendable, Equatable {
        case us, another
    }

    /// Who has claimed a message with these flags; nil for nobody. Another's claim counts more than ours.
    public func owner(of flags: [String]) -> Owner? {
        let claims = flags.map { $0.lowercased() }.filter { $0.hasPrefix(Self.prefix) }
        if claims.isEmpty { return nil }
        return claims.allSatisfy { $0 == keyword.rawValue.lowercased() } ? .us : .another
    }
}

/// What came of claiming messages; those in neither set are gone.
public struct ClaimResult: Sendable, Equatable {
    /// Marked by this agent now, and by nobody else.
    public var won: Set<UID>
    /// Another agent's.
    public var lost: Set<UID>
    public init(won: Set<UID> = [], lost: Set<UID> = []) {
        self.won = won
        self.lost = lost
    }
}
