/// What earlier lines take, filed so that a line is compared only with those that may take its messages.
///
/// Every alternative of a line is filed under one claim that must follow from whatever it takes: texts under their
/// patterns, addresses under their values, the rest together. With thousands of lines that is a handful for each.
struct TakerIndex {
    /// One alternative of one line.
    private struct Taker {
        let line: Int
        let conjunction: Conjunction
    }

    private let vocabulary: Vocabulary
    private let takers: [Taker]
    private let patterns: PatternFile
    private var byAddress: [AddressKey: [Int]] = [:]
    /// Takers without a claim on texts or addresses.
    private var others: [Int] = []

    private struct AddressKey: Hashable {
        let field: AddressField
        let part: AddressCondition.Part
        let value: String
    }

    /// - Parameter lines: The alternatives of every line; empty where a line cannot be reasoned about.
    init(_ lines: [[Conjunction]], _ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        takers = lines.enumerated().flatMap { number, alternatives in
            alternatives.filter { $0.isExact && !$0.isImpossible }.map { Taker(line: number, conjunction: $0) }
        }
        var filed: [(field: TextField, pattern: TextPattern, number: Int)] = []
        for (number, taker) in takers.enumerated() {
            // The fewer values a claim has, the fewer messages fulfil it.
            let key = taker.conjunction.claims.filter { $0.isFiled }.min { $0.valueCount < $1.valueCount }
            switch key {
            case .text(let field, let some): filed += some.map { (field, $0, number) }
            case .address(let field, let set):
                for value in set.values {
                    byAddress[AddressKey(field: field, part: set.part, value: value), default: []].append(number)
                }
            default: others.append(number)
            }
        }
        patterns = PatternFile(filed)
    }

    /// The lines that together take every message `conjunction` asks for; nil when that cannot be proved.
    ///
    /// - Parameter isAsked: Which lines count.
    func lines(taking conjunction: Conjunction, where isAsked: (Int) -> Bool) -> Set<Int>? {
        var steps = Limits.analysisSteps
        return lines(taking: conjunction, &steps, where: isAsked)
    }

    private func lines(taking whole: Conjunction, _ steps: inout Int, where isAsked: (Int) -> Bool) -> Set<Int>? {
        var partial: (line: Int, rest: [Conjunction])?
        for number in candidates(for: whole) where isAsked(takers[number].line) {
            steps -= 1
            guard steps > 0 else { return nil }
            guard let rest = rest(of: whole, without: takers[number].conjunction) else { continue }
            if rest.isEmpty { return [takers[number].line] }
            if partial == nil { partial = (takers[number].line, rest) }
        }
        // What one line takes is taken, whichever others there are: only the rest has to be asked about.
        guard let partial else { return nil }
        var lines: Set<Int> = [partial.line]
        for part in partial.rest where !part.isImpossible {
            guard let more = self.lines(taking: part, &steps, where: isAsked) else { return nil }
            lines.formUnion(more)
        }
        return lines
    }

    /// The parts of `whole` that `taker` does not take; nil when it is not known to take any.
    private func rest(of whole: Conjunction, without taker: Conjunction) -> [Conjunction]? {
        var inside = whole
        var rest: [Conjunction] = []
        for claim in taker.claims {
            switch inside.split(by: claim, vocabulary) {
            case .follows: break
            case .partly(let part, let outside):
                inside = part
                rest.append(outside)
            case .unproved: return nil
            }
        }
        return rest
    }

    private func candidates(for conjunction: Conjunction) -> [Int] {
        var found = Set(others)
        for claim in conjunction.claims {
            switch claim {
            case .text(let field, let some):
                for pattern in some.prefix(Limits.analysisTerms) {
                    patterns.forEach(impliedBy: pattern, in: field) { found.insert($0) }
                }
            case .address(let field, let set):
                for key in set.values.flatMap({ Self.keys($0, field, set.part) }) {
                    found.formUnion(byAddress[key] ?? [])
                }
            default: break
            }
        }
        return found.sorted()
    }

    /// Under what everything that holds for this value is filed.
    private static func keys(_ value: String, _ field: AddressField, _ part: AddressCondition.Part) -> [AddressKey] {
        var domain = value[...]
        var keys: [AddressKey] = []
        let fields = field == .to || field == .cc ? [field, .recipient] : [field]
        if part == .address {
            keys += fields.map { AddressKey(field: $0, part: .address, value: value) }
            domain = value.lastIndex(of: "@").map { value[value.index(after: $0)...] } ?? ""
        }
        while !domain.isEmpty {
            keys += fields.map { AddressKey(field: $0, part: .domain, value: String(domain)) }
            domain = domain.firstIndex(of: ".").map { domain[domain.index(after: $0)...] } ?? ""
        }
        return keys
    }
}

extension Claim {
    /// Whether alternatives can be filed under it.
    fileprivate var isFiled: Bool {
        switch self {
        case .text, .address: true
        default: false
        }
    }

    fileprivate var valueCount: Int {
        switch self {
        case .text(_, let patterns): patterns.count
        case .address(_, let set): set.values.count
        default: .max
        }
    }
}
