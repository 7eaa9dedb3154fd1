import Synchronization

/// One life of an agent, from its start to its end or to its sudden death. The dead reach nothing any more.
public final class PretendLife: Sendable {
    private let dead = Mutex(false)
    private let stopped = Mutex(false)
    private let steps = Mutex(0)

    private let endsWith: (@Sendable () -> Bool)?

    public convenience init() { self.init(endsWith: nil) }

    /// - Parameter endsWith: says that something has happened with which this life ends.
    init(endsWith: (@Sendable () -> Bool)?) { self.endsWith = endsWith }

    /// It ended suddenly.
    public var isDead: Bool { dead.withLock { $0 } || endsWith?() ?? false }
    /// Ends it suddenly.
    public func end() { dead.withLock { $0 = true } }
    /// It was asked to stop and ends by itself.
    public var isStopped: Bool { stopped.withLock { $0 } }
    public func stop() { stopped.withLock { $0 = true } }
    /// Grows with everything the agent does.
    public var activity: Int { steps.withLock { $0 } }
    public func step() { steps.withLock { $0 += 1 } }
}
