/// A plain run on a disk of which one operation fails: each of them once, below SQLite.
public struct DiskSweep: Sendable {
    public let scene: CrashSweep.Scene

    public init(_ scene: CrashSweep.Scene) { self.scene = scene }

    /// How many operations the run has when none fails.
    public func operations() throws -> Int { try play(failing: 0, kills: false).diskOperations }

    /// - Parameters:
    ///   - operation: counted from 1; 0 for none.
    ///   - kills: the agent dies of it.
    public func play(failing operation: Int, kills: Bool) throws -> ScenarioReport {
        var scenario = CrashSweep(scene).scenario([])
        scenario.disk = DiskFault(operation: operation, kills: kills)
        return try scenario.play()
    }
}
