/// Numbers filed under text patterns, found again from any pattern that implies theirs: with the matcher itself, which
/// finds all patterns that occur in a text in one pass.
struct PatternFile {
    private struct Drawer {
        let patterns: PatternSet
        let numbers: [[Int]]
    }

    private struct Key: Hashable {
        let field: TextField
        let view: TextView
    }

    /// Looked through for what a pattern makes certain; regexes are only found by the same regex.
    private var drawers: [Key: Drawer] = [:]
    private var regexes: [TextField: [TextPattern: [Int]]] = [:]

    init(_ filed: [(field: TextField, pattern: TextPattern, number: Int)]) {
        var byPattern: [Key: [TextPattern: [Int]]] = [:]
        for (field, pattern, number) in filed {
            if pattern.view == .readable {
                regexes[field, default: [:]][pattern, default: []].append(number)
            } else {
                byPattern[Key(field: field, view: pattern.view), default: [:]][pattern, default: []].append(number)
            }
        }
        for (key, numbers) in byPattern {
            let all = Array(numbers)
            // Without the memory for a set nothing is found, and nothing is said.
            guard let set = try? PatternSet(all.map { .literal($0.key.octets) }) else { continue }
            drawers[key] = Drawer(patterns: set, numbers: all.map(\.value))
        }
    }

    /// Calls `body` with every number filed under a pattern that `pattern` in `field` implies.
    func forEach(impliedBy pattern: TextPattern, in field: TextField, _ body: (Int) -> Void) {
        for broader in field.broader {
            regexes[broader]?[pattern]?.forEach(body)
            look(in: Key(field: broader, view: .folded), for: pattern.certainFolded, body)
            look(in: Key(field: broader, view: .bordered), for: [pattern.certainBordered], body)
        }
    }

    private func look(in key: Key, for texts: [[UInt8]], _ body: (Int) -> Void) {
        guard let drawer = drawers[key] else { return }
        for text in texts {
            _ = drawer.patterns.forEachMatch(in: text) { drawer.numbers[$0].forEach(body) }
        }
    }
}

extension TextField {
    /// The fields every value of this is a value of, itself first.
    fileprivate var broader: [TextField] {
        switch self {
        case .name(.to), .name(.cc): [self, .name(.recipient)]
        case .address(.to), .address(.cc): [self, .address(.recipient)]
        case .domain(.to), .domain(.cc): [self, .domain(.recipient)]
        default: [self]
        }
    }
}
