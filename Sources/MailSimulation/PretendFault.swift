/// Something that goes wrong once: at the n-th time a call is made, before its effect or between effect and reply.
public struct PretendFault: Sendable, Hashable, CustomStringConvertible {
    /// How a call is struck.
    public enum Strike: String, Sendable, CaseIterable {
        /// The connection is lost before anything happened.
        case before
        /// It happened, and the reply is lost.
        case after
        /// The whole agent dies before anything happened.
        case killBefore
        /// It happened, and the whole agent dies before it learns of it.
        case killAfter
        /// Nothing happens, and nothing is heard until the deadline of the call is over.
        case stall
        /// It happened, and nothing is heard until the deadline of the call is over.
        case stallAfter
        /// Part of it happened, and the connection is lost.
        case partly
        /// The server says goodbye to everybody.
        case bye
        /// The server asks for patience: nothing happened.
        case throttle
        /// The server says no: nothing happened.
        case refuse
        /// It takes its time, and then it happens.
        case slow

        /// What every call can suffer.
        public static let anywhere: [Strike] = [.before, .after, .killBefore, .killAfter]

        /// Ends the life of the agent.
        public var kills: Bool { self == .killBefore || self == .killAfter }
        /// All of the effect has taken place.
        public var isAfter: Bool { self == .after || self == .killAfter || self == .stallAfter || self == .slow }
        /// Nothing is heard for a long time.
        public var stalls: Bool { self == .stall || self == .stallAfter }
    }
    /// The name of the call: account, command, mailbox.
    public let call: String
    /// 1 for the first call of that name in a run.
    public let occurrence: Int
    public let strike: Strike

    /// As a person writes it to repeat a failure: `support APPEND INBOX#1:after`.
    public var description: String { "\(call)#\(occurrence):\(strike.rawValue)" }

    public init(call: String, occurrence: Int, strike: Strike) {
        self.call = call
        self.occurrence = occurrence
        self.strike = strike
    }

    /// From the words of `description`; nil when it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "#")
        let tail = parts.last?.split(separator: ":") ?? []
        guard parts.count == 2, tail.count == 2, let occurrence = Int(tail[0]),
            let strike = Strike(rawValue: String(tail[1]))
        else { return nil }
        self.init(call: String(parts[0]), occurrence: occurrence, strike: strike)
    }
}
