/// Both clocks read at once.
public struct ClockReading: Sendable, Equatable {
    /// What the wall says; may be set forward or back at any time.
    public let wall: Instant
    /// Since an origin that is the same for a whole run of the process; never set, and goes on while the machine sleeps.
    public let steady: Interval

    public init(wall: Instant, steady: Interval) {
        self.wall = wall
        self.steady = steady
    }

    /// The steady reading as a point in time, for what lives no longer than the run.
    public var steadyInstant: Instant { Instant(milliseconds: steady.milliseconds) }
}

/// The one axis of time on which the rate windows count: monotonic within a run, by the wall clock across runs.
///
/// While the agent runs, whoever sets the wall clock moves nothing on this axis. Between two runs only the wall clock can
/// tell how long nobody ran; a clock that was set back meanwhile counts as no time at all, so that it can delay a message
/// but never let one too many through.
public struct RunClock: Sendable, Equatable {
    /// Where the axis and the wall clock stood at the same moment; what the journal keeps.
    public struct Mark: Sendable, Equatable {
        public let axis: Instant
        public let wall: Instant
        public init(axis: Instant, wall: Instant) {
            self.axis = axis
            self.wall = wall
        }
    }

    /// Where the axis stood when the steady clock was zero.
    private let origin: Instant

    /// - Parameter last: written down last by any run before; nil for the first of all.
    public init(resuming last: Mark?, at reading: ClockReading) {
        let gone = last.map { max(.milliseconds(0), reading.wall - $0.wall) } ?? .milliseconds(0)
        origin = (last?.axis ?? reading.wall) + gone - reading.steady
    }

    /// The instant on the one axis that all runs share and nobody can set.
    public func position(at reading: ClockReading) -> Instant { origin + reading.steady }

    /// What to write down, so that the next run can go on from here.
    public func mark(at reading: ClockReading) -> Mark { Mark(axis: position(at: reading), wall: reading.wall) }
}
