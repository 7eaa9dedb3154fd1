import Foundation
import Glibc

/// How much is tried: little in `make test`, 200,000 mutations of each reader's input in `make fuzz`.
public enum Fuzz {
    public static let mutations = number("MAILROOM_FUZZ") ?? 5_000
    public static let seed = UInt64(number("MAILROOM_FUZZ_SEED") ?? 20_261_122)
    /// The first mutation to try: where a run ended, to see it again at once.
    private static let first = number("MAILROOM_FUZZ_FROM") ?? 0

    /// The command that repeats a run, or its end.
    public static func replay(_ suite: String, from first: Int = 0) -> String {
        "MAILROOM_FUZZ=\(mutations) MAILROOM_FUZZ_SEED=\(seed) MAILROOM_FUZZ_FROM=\(first) swift test --filter \(suite)"
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// Runs `read` for every mutation, in a process that may die of it: each gets five seconds of work, or two minutes on
    /// a machine that is busy; all of them together 256 MiB more memory than there was. Then ends the process.
    ///
    /// For the body of an exit test. How far it came stands in a file of the parent's, for `reached`.
    public static func run(_ name: String, _ read: (Int, inout FuzzChance) throws -> Void) throws {
        let progress = open(path(name, of: getppid()), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard progress >= 0 else { exit(9) }
        let before = peakMemory
        for mutation in min(first, mutations)..<mutations {
            var number = UInt64(mutation)
            guard pwrite(progress, &number, 8, 0) == 8 else { exit(9) }
            var work = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: 5, tv_usec: 0))
            guard setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &work, nil) == 0 else { exit(9) }
            alarm(120)
            // A mutation depends on its number alone, so that one can be tried without those before it.
            var chance = FuzzChance(seed: seed &+ UInt64(mutation) &* 1_000_003)
            try read(mutation, &chance)
        }
        guard peakMemory - before < 256 * 1024 else { exit(8) }
        var number = UInt64(mutations)
        exit(pwrite(progress, &number, 8, 0) == 8 ? 0 : 9)
    }

    /// The mutation that a run ended with; their number when it came through.
    public static func reached(_ name: String) throws -> Int {
        let file = path(name, of: getpid())
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        try FileManager.default.removeItem(atPath: file)
        return bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func path(_ name: String, of process: pid_t) -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("mailroom-fuzz-\(process)-\(name)").path
    }

    /// KiB.
    private static var peakMemory: Int {
        var usage = rusage()
        return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss : 0
    }
}

/// SplitMix64: small, and the same everywhere.
public struct FuzzChance {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, bound)))
    }

    /// One to eight changes: a byte, a bit, a removal, a repetition, a cut, one of `words`.
    public mutating func mutated(_ original: [UInt8], with words: [String]) -> [UInt8] {
        var bytes = original
        for _ in 0...next(below: 8) where !bytes.isEmpty {
            let place = next(below: bytes.count)
            switch next(below: 6) {
            case 0: bytes[place] = UInt8(next(below: 256))
            case 1: bytes[place] ^= 1 << UInt8(next(below: 8))
            case 2: bytes.removeSubrange(place..<min(place + 1 + next(below: 40), bytes.count))
            case 3:
                let piece = bytes[place..<min(place + 1 + next(below: 60), bytes.count)]
                for _ in 0...next(below: 30) { bytes.insert(contentsOf: piece, at: place) }
            case 4: if next(below: 8) == 0 { bytes.removeSubrange(place...) }
            default: bytes.insert(contentsOf: words[next(below: words.count)].utf8, at: place)
            }
        }
        return bytes
    }
}
