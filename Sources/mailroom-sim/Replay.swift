import ArgumentParser
import MailSimulation

/// Plays one seed and shows the plot, the walk and what did not hold.
struct Replay {
    let seed: UInt64
    let steps: Int
    let only: [Int]?

    func run() throws {
        let whole = Scenario(seed: seed, steps: steps)
        let scenario = only.map(whole.keeping) ?? whole
        print("seed \(seed), \(scenario.setting)")
        for line in scenario.story { print("  \(line)") }
        let report = try scenario.play()
        print("the walk:")
        for event in report.walk { print("  \(event)") }
        print(
            "\(report.calls.count) calls, \(report.struck) faults struck, \(report.kills) kills, \(report.lives) lives, trace "
                + String(report.trace, radix: 16))
        if let violation = report.violation {
            print("did not hold: \(violation)")
            throw ExitCode(1)
        }
    }
}
