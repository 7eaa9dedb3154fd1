import Synchronization

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

        /// Ends the life of the agent.
        public var kills: Bool { self == .killBefore || self == .killAfter }
        /// The effect has taken place.
        public var isAfter: Bool { self == .after || self == .killAfter }
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

/// Counts every call of a run, over all lives of the agent, and says which one a fault strikes.
public final class PretendFaults: Sendable {
    private struct State {
        var counts: [String: Int] = [:]
        var log: [(call: String, occurrence: Int)] = []
        var struck = false
        var interferences: [String: @Sendable () -> Void] = [:]
    }
    private let fault: PretendFault?
    private let state = Mutex(State())

    /// - Parameter fault: the one that strikes; nil for a run in which nothing goes wrong.
    public init(_ fault: PretendFault?) { self.fault = fault }

    /// Has somebody else do something just before the n-th call of a name takes effect.
    public func before(_ call: String, _ occurrence: Int = 1, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.interferences["\(call)#\(occurrence)"] = action }
    }

    /// Counts a call; the strike, when this is the one.
    public func strike(at call: String) -> PretendFault.Strike? {
        let (strike, interference) = state.withLock { state -> (PretendFault.Strike?, (@Sendable () -> Void)?) in
            let occurrence = state.counts[call, default: 0] + 1
            state.counts[call] = occurrence
            state.log.append((call, occurrence))
            let interference = state.interferences.removeValue(forKey: "\(call)#\(occurrence)")
            guard let fault, fault.call == call, fault.occurrence == occurrence else { return (nil, interference) }
            state.struck = true
            return (fault.strike, interference)
        }
        interference?()
        return strike
    }

    /// Every interference that was asked for took place.
    public var isSpent: Bool { state.withLock { $0.interferences.isEmpty } }
    /// The fault has struck.
    public var hasStruck: Bool { state.withLock { $0.struck } }
    /// Every call so far, in order.
    public var calls: [(call: String, occurrence: Int)] { state.withLock { $0.log } }
}

/// One life of an agent, from its start to its end or to its sudden death. The dead reach nothing any more.
public final class PretendLife: Sendable {
    private let dead = Mutex(false)
    private let stopped = Mutex(false)
    private let steps = Mutex(0)

    public init() {}

    /// It ended suddenly.
    public var isDead: Bool { dead.withLock { $0 } }
    /// Ends it suddenly.
    public func end() { dead.withLock { $0 = true } }
    /// It was asked to stop and ends by itself.
    public var isStopped: Bool { stopped.withLock { $0 } }
    public func stop() { stopped.withLock { $0 = true } }
    /// Grows with everything the agent does.
    public var activity: Int { steps.withLock { $0 } }
    public func step() { steps.withLock { $0 += 1 } }
}
