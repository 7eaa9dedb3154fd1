import ArgumentParser
import MailSimulation

/// Explores the pretend world: `make sim` calls it, nobody installs it.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailroom-sim",
        abstract: "Play the agent in a pretend world in which everything goes wrong, seed by seed.",
        discussion: """
            Examples:
              mailroom-sim --runs 10000             explore seeds 1 to 10,000
              mailroom-sim --seed 42                play one seed exactly as before, and show it
              mailroom-sim --seed 42 --only 3,7     the same with only elements 3 and 7 of its plot
              mailroom-sim --sweep --jobs 2         kill the agent everywhere, and everywhere again; fail its disk everywhere
              mailroom-sim --zoo 30                 live among autoresponders for thirty days
              mailroom-sim --day 7                  play the busiest day of seed 7 at the shipped limits

            Exit codes: 0 everything held, 1 something did not.
            """)

    @Option(help: "Play this seed and show what happens.")
    var seed: UInt64?

    @Option(help: "Explore so many seeds, until the first failure.")
    var runs = 1000

    @Option(help: "The first seed to explore.")
    var first: UInt64 = 1

    @Option(help: "Elements of a plot.")
    var steps = 24

    @Option(help: "Elements of the plot to keep, such as 3,7,12.")
    var only: String?

    @Option(help: "Threads to explore on.")
    var jobs = 1

    @Flag(
        help: "Kill the agent at every point of plain runs and every pair of points; fail its disk at every operation.")
    var sweep = false

    @Flag(help: "Sweep all pairs of points, also those whose kills leave the same behind.")
    var everyPair = false

    @Option(help: "The only scene to sweep, such as carryOne.")
    var scene: String?

    private var scenes: [CrashSweep.Scene] {
        get throws {
            guard let scene else { return CrashSweep.Scene.allCases }
            guard let known = CrashSweep.Scene(rawValue: scene) else {
                let names = CrashSweep.Scene.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("There is no scene '\(scene)'; there are \(names).")
            }
            return [known]
        }
    }

    @Option(help: "Live so many days among the worst autoresponders, and opposite another agent.")
    var zoo: Int?

    @Option(
        help: "Play the busiest simulated day of this seed, as it ships and denser; from the folder of the sources.")
    var day: UInt64?

    func run() throws {
        if let day {
            try Day(seed: day).run()
        } else if let zoo {
            try Zoo(days: zoo).run()
        } else if sweep {
            try Sweep(scenes: scenes, jobs: jobs, everyPair: everyPair).run()
        } else if let seed {
            let kept = only.map { $0.split(separator: ",").compactMap { Int($0) } }
            try Replay(seed: seed, steps: steps, only: kept).run()
        } else {
            try Exploration(first: first, runs: runs, steps: steps, jobs: jobs).run()
        }
    }
}
