import ArgumentParser
import Foundation
import MailSimulation

/// Kills the agent at every point of plain runs, and at every pair of states it can be left in; lets every operation of its disk fail.
struct Sweep {
    let scenes: [CrashSweep.Scene]
    let jobs: Int
    /// Pairs of all kills, also of those that leave the same behind.
    let everyPair: Bool

    func run() throws {
        var failures = 0
        for scene in scenes {
            for isGoodServer in [true, false] {
                failures += try sweep(CrashSweep(scene, isGoodServer: isGoodServer))
            }
        }
        for scene in scenes { failures += try sweep(DiskSweep(scene)) }
        if failures > 0 { throw ExitCode(1) }
    }

    private func sweep(_ sweep: CrashSweep) throws -> Int {
        let singles = try sweep.kills(after: [])
        var failed = Crew(jobs).map(singles) { try failures(sweep, [$0]) }.flatMap(Self.findings)
        let firsts = try kills(sweep, after: [])
        let tally = SweepTally("\(sweep.scene.rawValue), \(sweep.servers)", of: firsts.count)
        let results = Crew(jobs).map(firsts) { first in
            let seconds = try kills(sweep, after: [first])
            let found = try seconds.flatMap { try failures(sweep, [first, $0]) }
            tally.note(runs: seconds.count, failures: found.count)
            return found
        }
        failed += results.flatMap(Self.findings)
        print(
            "\(sweep.scene.rawValue), \(sweep.servers): \(singles.count) kills, \(tally.runs) pairs of "
                + "\(firsts.count) with all that follow, \(failed.count) failures")
        for failure in failed.prefix(5) { print("  \(failure)") }
        return failed.count
    }

    private func kills(_ sweep: CrashSweep, after faults: [PretendFault]) throws -> [PretendFault] {
        everyPair ? try sweep.kills(after: faults) : try sweep.distinctKills(after: faults)
    }

    private static func findings(_ result: Result<[String], any Error>) -> [String] {
        switch result {
        case .success(let found): found
        case .failure(let error): ["\(error)"]
        }
    }

    private func sweep(_ sweep: DiskSweep) throws -> Int {
        let count = try sweep.operations()
        let faults = [false, true].flatMap { kills in (1...max(1, count)).map { (operation: $0, kills: kills) } }
        let results = Crew(jobs).map(faults) { fault in
            try sweep.play(failing: fault.operation, kills: fault.kills).violation.map { violation in
                "operation \(fault.operation), \(fault.kills ? "killed" : "alive"): \(violation)"
            }
        }
        let failed = results.compactMap { result in
            switch result {
            case .success(let violation): violation
            case .failure(let error): "\(error)"
            }
        }
        print(
            "\(sweep.scene.rawValue): \(count) operations of the disk failed, and killed: \(failed.count) failures")
        for failure in failed.prefix(5) { print("  \(failure)") }
        return failed.count
    }

    private func failures(_ sweep: CrashSweep, _ faults: [PretendFault]) throws -> [String] {
        guard let violation = try sweep.scenario(faults).play().violation else { return [] }
        return ["\(faults.map(\.description).joined(separator: ", ")): \(violation)"]
    }
}

extension CrashSweep {
    /// What its servers offer.
    fileprivate var servers: String { isGoodServer ? "MOVE" : "no MOVE, no APPENDUID" }
}
