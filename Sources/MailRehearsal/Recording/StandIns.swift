import MailRouting

/// Where chance comes from: handed in, or from a seed where a recording is to be the same again.
public enum RecordingChance: Sendable {
    /// Gives 64 bits that nobody can guess, anew for each call.
    case drawn(@Sendable () -> UInt64)
    /// The same seed is the same stand-ins. Whoever knows it can try names.
    case seed(UInt64)
}

/// What stands in a recording for words, numbers and names: drawn by chance when one is first met, and the same for it from
/// then on.
///
/// Nothing is computed from the original, so no trial of names leads back to it; what remains is that two are the same.
struct StandIns {
    private var dice: Dice
    private let originals: Originals
    /// What no stand-in may be: it would be decided by.
    private let reserved: Set<String>
    private var words: [String: String] = [:]
    private var numbers: [String: String] = [:]
    private var used: Set<String> = []

    init(_ originals: Originals, reserved: Set<String>, chance: RecordingChance) {
        self.originals = originals
        self.reserved = reserved
        dice = Dice(chance)
    }

    /// For a word, folded.
    mutating func word(_ key: String) -> String {
        if let known = words[key] { return known }
        let word = fresh(length: key.count, like: key)
        words[key] = word
        return word
    }

    /// One that stands for nothing.
    mutating func fresh(length: Int, like key: String = "") -> String {
        var length = min(max(length, 3), 12)
        for trial in 1... {
            let isForeign = key.unicodeScalars.contains { $0.value >= 0x250 }
            let word = isForeign ? foreign(key) : latin(length)
            if !used.contains(word), !reserved.contains(word), !originals.isTelling(word) {
                used.insert(word)
                return word
            }
            // Short ones are used up soon; a script of few letters is, too.
            if trial.isMultiple(of: 20) { length = min(length + 1, 40) }
            if isForeign, trial == 100 { return fresh(length: 6) }
        }
        preconditionFailure("a loop without end has ended")
    }

    private mutating func latin(_ length: Int) -> String {
        var word = ""
        while word.utf8.count < length {
            word.append(one(of: Self.consonants))
            word.append(one(of: Self.vowels))
            if word.utf8.count < length, dice.below(3) == 0 { word.append(one(of: Self.ends)) }
        }
        return String(word.prefix(length))
    }

    /// Letter for letter of the same script, so that it is matched as what it stands for.
    private mutating func foreign(_ key: String) -> String {
        var word = ""
        for scalar in key.unicodeScalars {
            let range = Self.scripts.first { $0.contains(scalar.value) } ?? 0x61...0x7A
            let drawn = range.lowerBound + UInt32(dice.below(range.count))
            word.unicodeScalars.append(Unicode.Scalar(drawn) ?? "x")
        }
        return word
    }

    /// As many digits, and as many zeros before them.
    mutating func number(_ digits: String) -> String {
        if let known = numbers[digits] { return known }
        let zeros = min(digits.prefix { $0 == "0" }.count, digits.utf8.count - 1)
        var number = ""
        for _ in 0..<2_000 {
            number = String(repeating: "0", count: zeros)
            for place in zeros..<digits.utf8.count {
                number += "\(place == zeros ? 1 + dice.below(9) : dice.below(10))"
            }
            if number != digits, !used.contains(number), !originals.isTelling(number: number) { break }
            // Of one or two digits there are not enough to be all different.
            if digits.utf8.count < 4, number != digits, dice.below(50) == 0 { break }
            number = ""
        }
        // As good as all numbers of this length were in the week: none is left.
        if number.isEmpty { number = fresh(length: digits.utf8.count) }
        used.insert(number)
        numbers[digits] = number
        return number
    }

    mutating func hexadecimal() -> String { one(of: Array("0123456789abcdef")) }

    private mutating func one(of letters: [String]) -> String { letters[dice.below(letters.count)] }
    private mutating func one(of letters: [Character]) -> String { String(letters[dice.below(letters.count)]) }

    private static let consonants = Array("bdfgklmnprstvz")
    private static let vowels = Array("aeiou")
    private static let ends = Array("lmnrst")
    /// Cyrillic, Greek, Hebrew, Arabic, Thai, Devanagari, Hiragana, Katakana, Hangul, Han: letters that stand alone.
    private static let scripts: [ClosedRange<UInt32>] = [
        0x430...0x44F, 0x3B1...0x3C9, 0x5D0...0x5EA, 0x628...0x63A, 0xE01...0xE2E, 0x905...0x939, 0x3042...0x3093,
        0x30A2...0x30F3, 0xAC00...0xD7A3, 0x4E00...0x9FA5,
    ]
}

/// Draws numbers.
private struct Dice {
    private struct Drawn: RandomNumberGenerator {
        let draw: @Sendable () -> UInt64
        func next() -> UInt64 { draw() }
    }
    private enum Source {
        case drawn(Drawn)
        case seeded(Chance)
    }
    private var source: Source

    init(_ chance: RecordingChance) {
        switch chance {
        case .drawn(let draw): source = .drawn(Drawn(draw: draw))
        case .seed(let seed): source = .seeded(Chance(seed: seed, "recording"))
        }
    }

    mutating func below(_ bound: Int) -> Int {
        switch source {
        case .drawn(var generator): return Int.random(in: 0..<max(1, bound), using: &generator)
        case .seeded(var chance):
            defer { source = .seeded(chance) }
            return chance.below(bound)
        }
    }
}
