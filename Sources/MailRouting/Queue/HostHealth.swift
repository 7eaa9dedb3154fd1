/// Whether a submission host can be used, by what came of using it.
///
///     healthy ──failed──▶ failing(until) ──reached──▶ probing ──answered──▶ healthy
///                            ▲                           │
///                            └────────── failed ─────────┘   each time for longer
///
/// To be reached is not enough to be healthy: a host that takes connections and drops every message must not look new
/// each time.
public enum HostHealth: Sendable, Equatable {
    case healthy
    /// Not to be used before the instant; then it is tried.
    case failing(failures: Int, until: Instant)
    /// It was reached again, and the next message will tell.
    case probing(failures: Int)

    /// What a host showed of itself.
    public enum Event: Sendable, Equatable {
        /// Connected and authenticated.
        case reached
        /// It gave its reply to a message, whatever that was.
        case answered
        /// No connection, no authentication, or a connection lost in the middle. How long to leave it alone grows by the
        /// policy.
        case failed(RetryPolicy)
    }

    /// - Parameter random: in 0..<1, for the jitter of the wait.
    public func after(_ event: Event, now: Instant, random: Double) -> HostHealth {
        switch (event, self) {
        case (.answered, _): .healthy
        case (.reached, .failing(let failures, _)): .probing(failures: failures)
        case (.reached, _): self
        case (.failed(let policy), _):
            .failing(
                failures: failures + 1, until: policy.next(attempt: failures + 1, now: now, random: random))
        }
    }

    public var isUsable: Bool {
        switch self {
        case .healthy, .probing: true
        case .failing: false
        }
    }

    private var failures: Int {
        switch self {
        case .healthy: 0
        case .failing(let failures, _), .probing(let failures): failures
        }
    }
}
