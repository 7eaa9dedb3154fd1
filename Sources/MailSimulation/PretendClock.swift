public import MailAgent
public import MailRouting
import Synchronization

/// A clock that stands still until it is moved, and chance that can be repeated.
public final class PretendClock: Sendable {
    private struct Sleeper {
        let until: Instant
        /// Who may wake it before its time.
        let key: String?
        let continuation: CheckedContinuation<Void, Never>
    }
    private struct State {
        var now: Instant
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var lastID = 0
        var naps: [String: Int] = [:]
        var chance: UInt64
    }
    private let state: Mutex<State>

    public init(at start: Instant, seed: UInt64) { state = Mutex(State(now: start, chance: seed)) }

    /// What the clock shows.
    public var now: Instant { state.withLock { $0.now } }

    /// Time and chance for an agent that lives by this clock.
    public var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.now }, sleep: { try await self.sleep($0) }, random: { self.random() })
    }

    /// In 0..<1, from SplitMix64: small, and the same everywhere.
    public func random() -> Double {
        state.withLock { state in
            state.chance &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state.chance
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
        }
    }

    /// Sleeps until the clock was moved past the interval, `wake(key)`, or the task is cancelled.
    ///
    /// - Parameter unless: asked once the sleeper can be woken, so that no call of `wake` is missed.
    public func sleep(_ interval: Interval, key: String? = nil, unless: () -> Bool = { false }) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let sleeps = state.withLock { state in
                    guard state.cancelled.remove(id) == nil, interval > .milliseconds(0), !unless() else {
                        return false
                    }
                    if let key { state.naps[key, default: 0] += 1 }
                    state.sleepers[id] = Sleeper(until: state.now + interval, key: key, continuation: continuation)
                    return true
                }
                if !sleeps { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume()
        }
        try Task.checkCancellation()
    }

    /// Time passes while nobody notices: those whose sleep is over meanwhile are woken by the next `moveOn`.
    public func pass(_ interval: Interval) { state.withLock { $0.now = $0.now + interval } }

    /// How often somebody really went to sleep under this key.
    public func naps(_ key: String) -> Int { state.withLock { $0.naps[key, default: 0] } }

    /// Ends the sleep of everybody who sleeps under this key.
    public func wake(_ key: String) {
        let woken = state.withLock { state in
            let ids = state.sleepers.filter { $0.value.key == key }.map(\.key)
            return ids.compactMap { state.sleepers.removeValue(forKey: $0) }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Moves on to the next instant somebody waits for, and wakes who waited for it.
    public func moveOn() {
        let woken = state.withLock { state -> [Sleeper] in
            guard let next = state.sleepers.values.map(\.until).min() else { return [] }
            state.now = max(state.now, next)
            let ids = state.sleepers.filter { $0.value.until <= next }.map(\.key)
            return ids.compactMap { state.sleepers.removeValue(forKey: $0) }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }
}
