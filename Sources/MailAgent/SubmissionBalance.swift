import MailRouting
import Synchronization

/// What the lanes of the submission hosts tell each other: whose turn it is, how each host is, how fast each account may
/// be used. Kept for a run; after a restart every host is taken to be well and every account to be at full speed.
final class SubmissionBalance: Sendable {
    private struct State {
        var pool: HostPool
        var paces: [SubmissionAccount: Pace] = [:]
        var limits: [SubmissionHostName: RateLimits]
    }
    private let state: Mutex<State>
    private let bells: [SubmissionHostName: Wakeup]

    init(_ hosts: [SubmissionHost]) {
        state = Mutex(State(pool: HostPool(hosts), limits: Self.limits(of: hosts)))
        bells = Dictionary(hosts.map { ($0.name, Wakeup()) }, uniquingKeysWith: { first, _ in first })
    }

    func bell(of host: SubmissionHost) -> Wakeup { bells[host.name] ?? Wakeup() }

    /// Something is due, or may be due for others now.
    func ringAll(but host: SubmissionHostName? = nil) {
        for (name, bell) in bells where name != host { bell.ring() }
    }

    func turn(of host: SubmissionHost, at reading: ClockReading) -> HostPool.Turn {
        state.withLock { state in
            let turn = state.pool.turn(of: host.name, now: reading.steadyInstant)
            guard turn == .go, let paused = state.paces[host.account]?.pausedUntil, paused > reading.steadyInstant
            else { return turn }
            return .wait(until: paused)
        }
    }

    /// The host's limits at the account's present pace.
    func limits(of host: SubmissionHost) -> RateLimits {
        state.withLock { $0.paces[host.account, default: Pace()].slowed($0.limits[host.name] ?? host.limits) }
    }

    /// Other limits from the next claim on: whoever waits for a place looks again.
    func change(_ hosts: [SubmissionHost]) {
        state.withLock { $0.limits = Self.limits(of: hosts) }
        lookAgain()
    }

    /// There are new jobs, or others may be sent, or more: what was found before, and blocks a host until an instant,
    /// holds no longer.
    func lookAgain() {
        state.withLock { state in
            for name in bells.keys { state.pool.block(name, until: Instant(milliseconds: .min)) }
        }
        ringAll()
    }

    private static func limits(of hosts: [SubmissionHost]) -> [SubmissionHostName: RateLimits] {
        Dictionary(hosts.map { ($0.name, $0.limits) }, uniquingKeysWith: { first, _ in first })
    }

    /// The account's windows are full, or nothing is due, until the instant.
    func block(_ host: SubmissionHost, until: Instant, at reading: ClockReading) {
        // Whoever was not in the way of others before is not now: lanes must not keep waking each other.
        let isNew = state.withLock { state in
            let wasFree = state.pool.isUnblocked(host.name, now: reading.steadyInstant)
            state.pool.block(host.name, until: until)
            return wasFree
        }
        if isNew { ringAll(but: host.name) }
    }

    func begin(_ host: SubmissionHost, at reading: ClockReading) {
        state.withLock { $0.pool.begin(host.name, now: reading.steadyInstant) }
        ringAll(but: host.name)
    }

    /// - Returns: the host's health after it.
    @discardableResult
    func note(
        _ event: HostHealth.Event, of host: SubmissionHost, at reading: ClockReading, random: Double
    ) -> HostHealth {
        let (before, health) = state.withLock { state in
            let before = state.pool.health(of: host.name)
            state.pool.note(event, of: host.name, now: reading.steadyInstant, random: random)
            return (before, state.pool.health(of: host.name))
        }
        if before != health { ringAll(but: host.name) }
        return health
    }

    func end(_ host: SubmissionHost) {
        state.withLock { $0.pool.end(host.name) }
        ringAll(but: host.name)
    }

    func accepted(_ job: JobID, by host: SubmissionHost) {
        state.withLock { $0.paces[host.account]?.accept(job) }
    }

    /// The host asked for patience.
    ///
    /// - Parameter job: the job it was said about; nil when it was said before any.
    /// - Returns: how long the account pauses and how slow it is then; nil when it was about the job after all.
    func throttle(
        _ job: JobID?, by host: SubmissionHost, hint: Interval?, at reading: ClockReading, random: Double
    ) -> (pause: Interval, level: Int)? {
        state.withLock { state in
            var pace = state.paces[host.account, default: Pace()]
            defer { state.paces[host.account] = pace }
            if let job, pace.blames(job) { return nil }
            let pause = pace.throttle(hint: hint, now: reading.steadyInstant, random: random)
            return (pause, pace.level)
        }
    }
}
