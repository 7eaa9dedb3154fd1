import CMailStream

/// An instant by which a command must be finished, whatever the peer does.
///
/// Absolute, so that a peer which sends one byte at a time gains nothing. On the scale of `CLOCK_MONOTONIC`.
public struct Deadline: Sendable, Hashable, Comparable {
    let milliseconds: Int64

    /// The instant `duration` from now. Anything beyond a year counts as a year.
    public static func after(_ duration: Duration) -> Deadline { Deadline(milliseconds: cms_now()) + duration }

    static func + (deadline: Deadline, duration: Duration) -> Deadline {
        let (seconds, attoseconds) = min(max(duration, .zero), .seconds(366 * 86_400)).components
        return Deadline(milliseconds: deadline.milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    public static func < (left: Deadline, right: Deadline) -> Bool { left.milliseconds < right.milliseconds }
}
