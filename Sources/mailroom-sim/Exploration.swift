import ArgumentParser
import Foundation
import MailSimulation
import Synchronization

/// Plays seed after seed until one fails, and shortens that one.
final class Exploration: Sendable {
    fileprivate struct State {
        var next: UInt64
        var played = 0, calls = 0, struck = 0, kills = 0
        var failure: (seed: UInt64, error: String)?
    }
    private let end: UInt64
    private let steps: Int
    private let jobs: Int
    private let state: Mutex<State>

    init(first: UInt64, runs: Int, steps: Int, jobs: Int) {
        end = first + UInt64(max(0, runs))
        self.steps = steps
        self.jobs = max(1, jobs)
        state = Mutex(State(next: first))
    }

    func run() throws {
        let begin = ContinuousClock.now
        let done = DispatchGroup()
        for number in 1...jobs {
            done.enter()
            // A thread of its own: a run blocks, and must not do so on the cooperative pool.
            let thread = Thread {
                self.explore()
                done.leave()
            }
            thread.name = "explorer \(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
        while done.wait(timeout: .now() + 10) == .timedOut { progress(since: begin) }
        progress(since: begin)
        guard let failure = state.withLock({ $0.failure }) else { return }
        try explain(failure.seed, failure.error)
        throw ExitCode(1)
    }

    private func explore() {
        while let seed = nextSeed() {
            do {
                let report = try Scenario(seed: seed, steps: steps).play()
                state.withLock { state in
                    state.played += 1
                    state.calls += report.calls.count
                    state.struck += report.struck
                    state.kills += report.kills
                    if let violation = report.violation { state.fail(seed, violation) }
                }
            } catch { state.withLock { $0.fail(seed, "\(error)") } }
        }
    }

    private func nextSeed() -> UInt64? {
        state.withLock { state in
            guard state.next < end, state.failure == nil else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func progress(since begin: ContinuousClock.Instant) {
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let line = state.withLock { state in
            "\(state.played) runs, \(Int(Double(state.played) / max(seconds, 0.001))) a second; \(state.calls) calls, "
                + "\(state.struck) faults struck, \(state.kills) kills\n"
        }
        FileHandle.standardError.write(Data(line.utf8))
    }

    private func explain(_ seed: UInt64, _ error: String) throws {
        print("seed \(seed) did not hold: \(error)")
        let scenario = Scenario(seed: seed, steps: steps)
        let kept = try scenario.shortened()
        let short = scenario.keeping(kept)
        let stepsOption = steps == 24 ? "" : " STEPS=\(steps)"
        print("again:     make sim SEED=\(seed)\(stepsOption)")
        print("shortened: make sim SEED=\(seed)\(stepsOption) ONLY=\(kept.map(String.init).joined(separator: ","))")
        print("           \(short.setting)")
        for line in short.story { print("           \(line)") }
        print("           did not hold: \(try short.play().violation ?? "nothing, this time")")
    }
}

extension Exploration.State {
    fileprivate mutating func fail(_ seed: UInt64, _ error: String) {
        if failure.map({ seed < $0.seed }) ?? true { failure = (seed, error) }
    }
}
