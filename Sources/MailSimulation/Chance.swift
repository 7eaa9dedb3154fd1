/// SplitMix64: small, fast, and the same everywhere and for ever, so that a seed means the same run next year.
struct Chance: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// In 0..<1.
    mutating func share() -> Double { Double(next() >> 11) / Double(1 << 53) }
    /// In 0..<bound.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    /// True once in `many` times.
    mutating func once(in many: Int) -> Bool { below(many) == 0 }
    mutating func one<T>(of choices: [T]) -> T { choices[below(choices.count)] }
}
