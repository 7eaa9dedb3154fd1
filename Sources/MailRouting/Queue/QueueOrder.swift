/// In which order waiting jobs are taken: by the instant at which their class's patience ends, earliest first.
///
/// The order of two jobs never changes with time, so an index can hold it, and still everything ages: whatever waits long
/// enough comes before all that is newer. Whenever *any* order could keep every job within its patience, this one does;
/// when none can, because more came than the submission host allows, it keeps the longest delay as short as it can be
/// (Jackson's rule). That is exact, because one job takes one place in the rate windows, whichever job it is.
public enum QueueOrder {
    /// Where a job stands: lowest first.
    public static func rank(_ priority: Priority, created: Instant) -> Instant { created + priority.patience }
}

extension Priority {
    /// How long a job of this class should wait before it is sent.
    public var target: Interval {
        switch self {
        case .critical: Limits.criticalTarget
        case .high: Limits.highTarget
        case .normal: Limits.normalTarget
        case .low: Limits.lowTarget
        }
    }

    /// Four times the target: nothing waits longer, unless more was asked of the submission host than it allows.
    public var patience: Interval { Interval(milliseconds: 4 * target.milliseconds) }
}
