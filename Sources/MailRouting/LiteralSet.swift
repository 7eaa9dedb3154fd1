/// Literal texts that are all looked for in one pass (Aho and Corasick, 1975).
///
/// The cost is that of the text, whatever the text is and however many literals there are: 50,000 words of a rule file
/// are found as fast as twenty. Memory is seventeen octets for each octet of the literals, at most.
struct LiteralSet: Sendable {
    let count: Int
    /// For each state (0 is the beginning of every literal) the first of those that follow it. States are numbered by
    /// length, then in order of their octets, so they end where those of the next state begin: nothing is hashed.
    private var following: [UInt32] = []
    /// The octet that leads to each state.
    private var octets: [UInt8] = [0]
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
        let sorted = SortedTexts(literals)
        // Those with one more octet in common make the states of the next length.
        var level: [Range<Int>] = [0..<literals.count]
        var depth = 0
        while !level.isEmpty {
            var next: [Range<Int>] = []
            next.reserveCapacity(level.count)
            for same in level {
                let state = following.count
                following.append(UInt32(octets.count))
                var start = same.lowerBound
                while start < same.upperBound, sorted.length(start) == depth { start += 1 }
                while start < same.upperBound {
                    let octet = sorted[start, depth]
                    var end = start + 1
                    while end < same.upperBound, sorted[end, depth] == octet { end += 1 }
                    add(octet, after: state, ending: sorted.length(start) == depth + 1 ? sorted.number(start) : nil)
                    next.append(start..<end)
                    start = end
                }
            }
            level = next
            depth += 1
        }
        following.append(UInt32(octets.count))
    }

    /// A state's fallback is found from its parent's, whose followers are all there: they are shorter.
    private mutating func add(_ octet: UInt8, after parent: Int, ending number: Int?) {
        let target = parent == 0 ? 0 : step(fallback[parent], octet)
        if parent == 0 { first[Int(octet)] = UInt32(octets.count) }
        octets.append(octet)
        fallback.append(target)
        literal.append(number.map { Int32($0) } ?? -1)
        shorter.append(literal[Int(target)] >= 0 ? target : shorter[Int(target)])
    }

    init(_ texts: [String]) { self.init(texts.map { Array($0.utf8) }) }

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
    func begins(_ text: some Sequence<UInt8>) -> Bool { first(beginning: text) != nil }

    /// The shortest literal that `text` begins with, both in lower case.
    func first(beginning text: some Sequence<UInt8>) -> Int? {
        var state: UInt32 = 0
        for octet in text {
            let octet = HeaderNames.lowercased(octet)
            guard let next = state == 0 ? first[Int(octet)] : next(state, octet), next != 0 else { return nil }
            if literal[Int(next)] >= 0 { return Int(literal[Int(next)]) }
            state = next
        }
        return nil
    }

    private func step(_ from: UInt32, _ octet: UInt8) -> UInt32 {
        var state = from
        while state != 0 {
            if let next = next(state, octet) { return next }
            state = fallback[Int(state)]
        }
        return first[Int(octet)]
    }

    private func next(_ state: UInt32, _ octet: UInt8) -> UInt32? {
        var (start, end) = (Int(following[Int(state)]), Int(following[Int(state) + 1]))
        // Nearly every state has one follower; where there are many, their order halves the way.
        while end - start > 8 {
            let middle = (start + end) / 2
            if octets[middle] <= octet { start = middle } else { end = middle }
        }
        while start < end {
            if octets[start] == octet { return UInt32(start) }
            start += 1
        }
        return nil
    }
}

/// Texts in the order of their octets, in one piece of memory: they are walked through once for every octet.
private struct SortedTexts {
    private var octets: [UInt8] = []
    private var places: [(start: Int32, count: Int32, number: Int32)] = []

    init(_ texts: [[UInt8]]) {
        // The first eight octets as a number decide nearly always.
        let keys = texts.enumerated().map { number, text in
            (text.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * max(0, 8 - text.count)), number)
        }
        let order = keys.sorted { left, right in
            if left.0 != right.0 { return left.0 < right.0 }
            let (one, other) = (texts[left.1], texts[right.1])
            return one == other ? left.1 < right.1 : one.lexicographicallyPrecedes(other)
        }
        octets.reserveCapacity(texts.reduce(0) { $0 + $1.count })
        places.reserveCapacity(texts.count)
        for (_, number) in order {
            places.append((Int32(octets.count), Int32(texts[number].count), Int32(number)))
            octets += texts[number]
        }
    }

    func length(_ place: Int) -> Int { Int(places[place].count) }
    /// The text's place in the list it came from.
    func number(_ place: Int) -> Int { Int(places[place].number) }
    subscript(place: Int, depth: Int) -> UInt8 { octets[Int(places[place].start) + depth] }
}
