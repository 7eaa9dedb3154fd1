public import MailAgent
public import MailRouting
import Synchronization

/// A clock that stands still until it is moved, and chance that can be repeated.
///
/// It shows the wall clock, which somebody may set; whoever sleeps does so by the time that really passes.
public final class PretendClock: Sendable {
    private struct Sleeper {
        let until: Instant
        /// Who may wake it before its time.
        let key: String?
        let continuation: CheckedContinuation<Void, Never>
    }
    private struct State {
        /// What has really passed.
        var time: Instant
        /// By how much the wall clock is set ahead of it.
        var offset = Interval.milliseconds(0)
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var lastID = 0
        var naps: [String: Int] = [:]
        var chance: Chance
    }
    private let state: Mutex<State>

    public init(at start: Instant, seed: UInt64) { state = Mutex(State(time: start, chance: Chance(seed: seed))) }

    /// What the wall clock shows.
    public var now: Instant { state.withLock { $0.time + $0.offset } }
    /// The time that nobody can set.
    public var time: Instant { state.withLock { $0.time } }

    /// Time and chance for an agent that lives by this clock.
    public var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.now }, steady: { .milliseconds(self.time.milliseconds) }, sleep: { try await self.sleep($0) },
            random: { self.random() })
    }

    /// In 0..<1.
    public func random() -> Double { state.withLock { $0.chance.share() } }

    /// Somebody sets the wall clock.
    public func jump(by interval: Interval) {
        state.withLock { $0.offset = .milliseconds($0.offset.milliseconds + interval.milliseconds) }
    }

    /// Time passes while nobody notices: those whose sleep is over meanwhile are woken by the next `moveOn`.
    public func pass(_ interval: Interval) { state.withLock { $0.time = $0.time + interval } }

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
                    state.sleepers[id] = Sleeper(until: state.time + interval, key: key, continuation: continuation)
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

    /// How often somebody really went to sleep under this key.
    public func naps(_ key: String) -> Int { state.withLock { $0.naps[key, default: 0] } }

    /// Ends the sleep of everybody who sleeps under this key.
    public func wake(_ key: String) { wake { $0.key == key } }

    /// Moves on to the next instant somebody waits for, and wakes who waited for it.
    public func moveOn() {
        let next = state.withLock { state -> Instant? in
            guard let next = state.sleepers.values.map(\.until).min() else { return nil }
            state.time = max(state.time, next)
            return state.time
        }
        if let next { wake { $0.until <= next } }
    }

    /// Moves on to the next instant somebody waits for, but not beyond `end`.
    public func moveOn(notBeyond end: Instant) {
        let next = state.withLock { state -> Instant in
            state.time = max(state.time, min(end, state.sleepers.values.map(\.until).min() ?? end))
            return state.time
        }
        wake { $0.until <= next }
    }

    /// In the order in which they fell asleep.
    private func wake(_ isMeant: (Sleeper) -> Bool) {
        let woken = state.withLock { state in
            state.sleepers.filter { isMeant($0.value) }.keys.sorted().compactMap {
                state.sleepers.removeValue(forKey: $0)
            }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }
}
