import Synchronization

/// Counts every call of a run, over all lives of the agent, and says which ones faults strike.
public final class PretendFaults: Sendable {
    private struct State {
        var counts: [String: Int] = [:]
        var log: [(call: String, occurrence: Int)] = []
        var struck: [PretendFault] = []
        var interferences: [String: [@Sendable () -> Void]] = [:]
    }
    private let faults: [String: PretendFault]
    private let heard: (@Sendable (_ call: String, PretendFault.Strike?) -> Void)?
    private let state = Mutex(State())

    /// - Parameter fault: the one that strikes; nil for a run in which nothing goes wrong.
    public convenience init(_ fault: PretendFault?) { self.init(fault.map { [$0] } ?? []) }

    /// - Parameter heard: told of every call.
    public init(
        _ faults: [PretendFault], heard: (@Sendable (_ call: String, PretendFault.Strike?) -> Void)? = nil
    ) {
        self.faults = Dictionary(
            faults.map { ("\($0.call)#\($0.occurrence)", $0) }, uniquingKeysWith: { first, _ in first })
        self.heard = heard
    }

    /// Has somebody else do something just before the n-th call of a name takes effect.
    public func before(_ call: String, _ occurrence: Int = 1, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.interferences["\(call)#\(occurrence)", default: []].append(action) }
    }

    /// Counts a call; the strike, when this is the one.
    public func strike(at call: String) -> PretendFault.Strike? {
        let (strike, interferences) = state.withLock { state -> (PretendFault.Strike?, [@Sendable () -> Void]) in
            let occurrence = state.counts[call, default: 0] + 1
            state.counts[call] = occurrence
            state.log.append((call, occurrence))
            let key = "\(call)#\(occurrence)"
            let interferences = state.interferences.removeValue(forKey: key) ?? []
            if let fault = faults[key] { state.struck.append(fault) }
            return (faults[key]?.strike, interferences)
        }
        heard?(call, strike)
        for interference in interferences { interference() }
        return strike
    }

    /// Every interference that was asked for took place.
    public var isSpent: Bool { state.withLock { $0.interferences.isEmpty } }
    /// A fault has struck.
    public var hasStruck: Bool { !struck.isEmpty }
    /// The faults that have struck, in order.
    public var struck: [PretendFault] { state.withLock { $0.struck } }
    /// Every call so far, in order.
    public var calls: [(call: String, occurrence: Int)] { state.withLock { $0.log } }
}
