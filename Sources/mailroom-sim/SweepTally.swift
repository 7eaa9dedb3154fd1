import Foundation
import Synchronization

/// Says on standard error how far a sweep is, because all pairs of a scene take from minutes to hours.
final class SweepTally: Sendable {
    private struct Count { var kills = 0, runs = 0, failures = 0 }
    private let scene: String
    private let total: Int
    private let begin = ContinuousClock.now
    private let state = Mutex(Count())

    init(_ scene: String, of total: Int) {
        self.scene = scene
        self.total = total
    }

    /// Pairs played so far.
    var runs: Int { state.withLock { $0.runs } }

    /// One more point at which the agent was killed, with every second kill after it.
    func note(runs: Int, failures: Int) {
        let count = state.withLock { state in
            state.kills += 1
            state.runs += runs
            state.failures += failures
            return state
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let line =
            "\(scene): \(count.kills) of \(total) kills with all that follow, \(count.runs) pairs, "
            + "\(Int(Double(count.runs) / max(seconds, 0.001))) a second, \(count.failures) failures\n"
        FileHandle.standardError.write(Data(line.utf8))
    }
}
