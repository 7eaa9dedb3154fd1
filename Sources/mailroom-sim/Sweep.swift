import ArgumentParser
import Foundation
import MailSimulation

/// Kills the agent at every point of plain runs, and at every pair of points; lets every operation of its disk fail.
struct Sweep {
    let scenes: [CrashSweep.Scene]
    let jobs: Int

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
        let tally = SweepTally("\(sweep.scene.rawValue), \(sweep.servers)", of: singles.count)
        let results = Crew(jobs).map(singles) { first in
            var runs = 1
            var found = try failures(sweep, [first])
            for second in try sweep.kills(after: [first]) {
                runs += 1
                found += try failures(sweep, [first, second])
            }
            tally.note(runs: runs, failures: found.count)
            return (runs, found)
        }
        var (runs, failed) = (0, [String]())
        for result in results {
            switch result {
            case .success(let (count, found)):
                runs += count
                failed += found
            case .failure(let error): failed.append("\(error)")
            }
        }
        print(
            "\(sweep.scene.rawValue), \(sweep.servers): \(singles.count) kills, "
                + "\(runs - singles.count) pairs, \(failed.count) failures")
        for failure in failed.prefix(5) { print("  \(failure)") }
        return failed.count
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
