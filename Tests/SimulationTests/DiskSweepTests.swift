import MailSimulation
import Testing

/// The disk below SQLite fails at a fixed sample of its operations; `make sim-sweep` takes all of them.
@Suite("a disk that fails once", .timeLimit(.minutes(10)))
struct DiskSweepTests {
    @Test("every promise holds", arguments: [CrashSweep.Scene.moveOne, .carryOne])
    func sweep(_ scene: CrashSweep.Scene) async throws {
        let sweep = DiskSweep(scene)
        let count = try await Aside.run { try sweep.operations() }
        #expect(count > 100)
        var kills = 0
        for operation in stride(from: 1, through: count, by: 5) {
            for isDeadly in [false, true] {
                let report = try await Aside.run { try sweep.play(failing: operation, kills: isDeadly) }
                #expect(report.violation == nil, "\(scene.rawValue): operation \(operation), \(isDeadly)")
                kills += report.kills
            }
        }
        // Most of them strike while the agent lives, and not when it is asked to stop or when its file is closed.
        #expect(kills > count / 10)
    }
}
