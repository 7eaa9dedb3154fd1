/// SplitMix64: small, fast, and the same everywhere and for ever, so that a seed means the same week next year.
struct Chance: Sendable {
    private var state: UInt64

    /// A stream of its own for each purpose and number: more of one thing never changes another.
    init(seed: UInt64, _ purpose: String, _ number: Int = 0) {
        // FNV-1a, and not Swift's own hash, which differs in every process.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in purpose.utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
        state = seed
        state = next() ^ hash
        state = next() ^ UInt64(truncatingIfNeeded: number)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// In 0..<bound.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }
    /// True in `percent` of a hundred times.
    mutating func happens(_ percent: Int) -> Bool { below(100) < percent }
    /// Nil of nothing.
    mutating func one<Value>(of choices: [Value]) -> Value? {
        choices.isEmpty ? nil : choices[below(choices.count)]
    }
    /// Sixteen hexadecimal digits.
    mutating func token() -> String {
        let digits = String(next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
