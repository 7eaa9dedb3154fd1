/// Literal texts that are all looked for in one pass (Aho and Corasick, 1975).
///
/// The cost is that of the text, whatever the text is and however many literals there are: 50,000 words of a rule file
/// are found as fast as twenty. Memory is a few machine words for each octet of the literals.
struct LiteralSet: Sendable {
    let count: Int
    /// From a state (0 is the beginning of every literal) and an octet to the next state: an open hash table whose
    /// entries hold all three, see `entry`. 0 is free, because nothing leads back to the beginning.
    private var table: [UInt64] = Array(repeating: 0, count: 256)
    private var transitions = 0
    /// For each state, the longest other beginning of a literal that ends there.
    private var fallback: [UInt32] = [0]
    /// For each state, the literal that ends there, and where the next shorter literal ends; negative and 0 are none.
    private var literal: [Int32] = [-1]
    private var shorter: [UInt32] = [0]
    /// The next state from the beginning, for each octet: most octets of most texts are met there.
    private var first: [UInt32] = Array(repeating: 0, count: 256)

    /// - Parameter literals: none empty; of equal ones the first counts.
    init(_ literals: [[UInt8]]) {
        count = literals.count
        var parents: [UInt32] = [0]
        var octets: [UInt8] = [0]
        var depths: [Int32] = [0]
        for (number, text) in literals.enumerated() {
            var state: UInt32 = 0
            for octet in text {
                if let known = next(state, octet) {
                    state = known
                } else {
                    parents.append(state)
                    octets.append(octet)
                    depths.append(depths[Int(state)] + 1)
                    literal.append(-1)
                    insert(state, octet, UInt32(parents.count - 1))
                    state = UInt32(parents.count - 1)
                }
            }
            if literal[Int(state)] < 0 { literal[Int(state)] = Int32(number) }
        }
        link(parents, octets, depths)
    }

    init(_ texts: [String]) { self.init(texts.map { Array($0.utf8) }) }

    /// Gives every state its fallback, the short ones first, because a longer one's is found from its parent's.
    private mutating func link(_ parents: [UInt32], _ octets: [UInt8], _ depths: [Int32]) {
        fallback = Array(repeating: 0, count: parents.count)
        shorter = fallback
        for state in Self.ordered(by: depths).dropFirst() {
            let parent = parents[state]
            if parent == 0 {
                first[Int(octets[state])] = UInt32(state)
                continue
            }
            let target = step(fallback[Int(parent)], octets[state])
            fallback[state] = target
            shorter[state] = literal[Int(target)] >= 0 ? target : shorter[Int(target)]
        }
    }

    /// The places of `depths`, the smallest first (counting sort: there can be millions).
    private static func ordered(by depths: [Int32]) -> [Int] {
        var starts = [Int](repeating: 0, count: Int(depths.max() ?? 0) + 2)
        for depth in depths { starts[Int(depth) + 1] += 1 }
        for depth in starts.indices.dropFirst() { starts[depth] += starts[depth - 1] }
        var order = [Int](repeating: 0, count: depths.count)
        for (place, depth) in depths.enumerated() {
            order[starts[Int(depth)]] = place
            starts[Int(depth)] += 1
        }
        return order
    }

    /// Calls `body` once with the number of every literal that occurs in `text`, in no particular order.
    func forEachMatch(in text: some Sequence<UInt8>, _ body: (Int) -> Void) {
        var isFound: [Bool] = []
        forEachEnd(in: text) { end in
            var end = end
            while end != 0 {
                let number = Int(literal[Int(end)])
                if isFound.isEmpty { isFound = Array(repeating: false, count: count) }
                // With a literal, all shorter ones that end there were found too.
                if isFound[number] { break }
                isFound[number] = true
                body(number)
                end = shorter[Int(end)]
            }
            return true
        }
    }

    /// The first of the literals, in the order they were given, that occurs in `text`.
    func first(in text: some Sequence<UInt8>) -> Int? {
        var lowest: Int?
        forEachMatch(in: text) { lowest = min($0, lowest ?? $0) }
        return lowest
    }

    /// Whether any of the literals occurs in `text`.
    func occurs(in text: some Sequence<UInt8>) -> Bool {
        var occurs = false
        forEachEnd(in: text) { _ in
            occurs = true
            return false
        }
        return occurs
    }

    /// Calls `body` with the state of the longest literal that ends at each place of `text` where one does, as long as
    /// it returns true.
    private func forEachEnd(in text: some Sequence<UInt8>, _ body: (UInt32) -> Bool) {
        var state: UInt32 = 0
        for octet in text {
            state = state == 0 ? first[Int(octet)] : step(state, octet)
            guard state != 0 else { continue }
            let end = literal[Int(state)] >= 0 ? state : shorter[Int(state)]
            if end != 0, !body(end) { return }
        }
    }

    /// Whether `text` begins with one of the literals.
    func begins(_ text: some Sequence<UInt8>) -> Bool {
        var state: UInt32 = 0
        for octet in text {
            guard let next = state == 0 ? first[Int(octet)] : next(state, octet), next != 0 else { return false }
            if literal[Int(next)] >= 0 { return true }
            state = next
        }
        return false
    }

    private func step(_ from: UInt32, _ octet: UInt8) -> UInt32 {
        var state = from
        while state != 0 {
            if let next = next(state, octet) { return next }
            state = fallback[Int(state)]
        }
        return first[Int(octet)]
    }
}

extension LiteralSet {
    /// State and octet in the upper, the next state in the lower 28 bits: 256 million states are more than all the
    /// terms that fit a rule file.
    private static func entry(_ key: UInt64, _ next: UInt32) -> UInt64 { key << 28 | UInt64(next) }
    private static func key(_ state: UInt32, _ octet: UInt8) -> UInt64 { UInt64(state) << 8 | UInt64(octet) }

    private static func slot(_ key: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    }

    private func next(_ state: UInt32, _ octet: UInt8) -> UInt32? {
        let key = Self.key(state, octet)
        var slot = Self.slot(key, table.count - 1)
        while table[slot] != 0 {
            if table[slot] >> 28 == key { return UInt32(table[slot] & 0xFFF_FFFF) }
            slot = (slot + 1) & (table.count - 1)
        }
        return nil
    }

    private mutating func insert(_ state: UInt32, _ octet: UInt8, _ next: UInt32) {
        if transitions * 2 >= table.count {
            let entries = table
            table = Array(repeating: 0, count: entries.count * 2)
            for entry in entries where entry != 0 { place(entry) }
        }
        transitions += 1
        place(Self.entry(Self.key(state, octet), next))
    }

    private mutating func place(_ entry: UInt64) {
        var slot = Self.slot(entry >> 28, table.count - 1)
        while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
        table[slot] = entry
    }
}
