import Testing

@testable import MailRouting

@Suite("Literals looked for in one pass are found as by searching for each")
struct LiteralSetTests {
    @Test("texts and literals of two letters, where everything overlaps", arguments: 0..<50)
    func agrees(seed: UInt64) {
        var chance = SeededChance(seed: seed)
        let literals = Array(Set((0..<30).map { _ in chance.word(upTo: 6) }))
        let set = LiteralSet(literals)
        for _ in 0..<40 {
            let text = chance.word(upTo: 40)
            var found: [Int] = []
            set.forEachMatch(in: text.utf8) { found.append($0) }
            let expected = literals.indices.filter { text.hasOctets(of: literals[$0]) }
            #expect(found.sorted() == expected, "\(literals) in \(text)")
            #expect(set.first(in: text.utf8) == expected.first)
            #expect(set.occurs(in: text.utf8) == !expected.isEmpty)
            #expect(set.begins(text.utf8) == literals.contains { text.hasPrefix($0) })
        }
    }

    @Test("each literal is said once, also in a text that is nothing else")
    func once() {
        let set = LiteralSet((1...200).map { String(repeating: "a", count: $0) })
        var found: [Int] = []
        set.forEachMatch(in: String(repeating: "a", count: 10_000).utf8) { found.append($0) }
        #expect(found.sorted() == Array(0..<200))
    }

    @Test("no literal is nowhere")
    func empty() {
        #expect(LiteralSet([String]()).first(in: "text".utf8) == nil)
    }
}

/// A small generator whose numbers are the same in every run.
private struct SeededChance {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next(below limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(limit))
    }

    mutating func word(upTo length: Int) -> String {
        String((0...next(below: length)).map { _ in next(below: 2) == 0 ? "a" : "b" })
    }
}
