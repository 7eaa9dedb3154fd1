import MailSimulation
import Testing

/// Kills at every point, and at a fixed sample of the pairs of points; `make sim-sweep` takes all pairs.
@Suite("the agent killed anywhere, twice", .timeLimit(.minutes(10)))
struct CrashSweepTests {
    @Test("every promise holds", arguments: [CrashSweep.Scene.moveOne, .carryOne])
    func sweep(_ scene: CrashSweep.Scene) async throws {
        let sweep = CrashSweep(scene)
        let singles = try await Aside.run { try sweep.kills(after: []) }
        #expect(singles.count > 40)
        var kills = 0
        for (number, first) in singles.enumerated() {
            kills += try await play(sweep, [first])
            guard number.isMultiple(of: 40) else { continue }
            let seconds = try await Aside.run { try sweep.kills(after: [first]) }
            for (index, second) in seconds.enumerated() where index % 7 == number % 7 {
                kills += try await play(sweep, [first, second])
            }
        }
        #expect(kills >= singles.count)
    }

    private func play(_ sweep: CrashSweep, _ faults: [PretendFault]) async throws -> Int {
        let report = try await sweep.scenario(faults).played()
        #expect(report.violation == nil, "\(sweep.scene.rawValue): \(faults)")
        #expect(report.kills == faults.count, "\(faults)")
        return report.kills
    }
}
