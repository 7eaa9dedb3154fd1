/// Valid YAML as untidy as it can be, the same for the same seed: every style of text, list and mapping, comments and
/// blank lines wherever they may stand, line ends of both kinds.
struct UntidyYAML {
    private var random: Seeded
    private(set) var text = ""
    /// Each comment with a number of its own, as `#c12;`.
    private(set) var comments: [String] = []
    private(set) var hasBlockText = false
    private var names = 0
    /// A comment that is indented would be part of the text above.
    private var isBelowBlockText = false

    init(seed: UInt64) {
        random = Seeded(state: seed)
        if chance(10) { text = "---\n" }
        between(0)
        if chance(90) { block(depth: 0, column: 0) } else { flow(depth: 1, column: 0) }
        endLine()
        between(0)
        if chance(20) { while text.hasSuffix("\n") { text.removeLast() } }
        if chance(20) { text = text.replacing("\n", with: "\r\n") }
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func blanks(_ range: ClosedRange<Int>) -> String {
        String(repeating: " ", count: Int.random(in: range, using: &random))
    }
    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    // MARK: Lists and mappings

    private mutating func block(depth: Int, column: Int) {
        chance(50) ? mapping(depth: depth, column: column) : sequence(depth: depth, column: column)
    }

    private mutating func mapping(depth: Int, column: Int, startsInLine: Bool = false) {
        for number in 0..<Int.random(in: 1...4, using: &random) {
            if !(number == 0 && startsInLine) { startLine(column) }
            let isExplicit = chance(5)
            if isExplicit { text += "? " }
            text += key()
            if isExplicit {
                endLine()
                startLine(column)
            }
            text += ":"
            value(depth: depth, column: column)
        }
    }

    private mutating func sequence(depth: Int, column: Int, startsInLine: Bool = false) {
        for number in 0..<Int.random(in: 1...4, using: &random) {
            if !(number == 0 && startsInLine) { startLine(column) }
            text += "-"
            guard depth < 4, chance(30) else {
                value(depth: depth, column: column)
                continue
            }
            let gap = blanks(1...3)
            text += gap
            let inner = column + 1 + gap.utf8.count
            if chance(60) {
                mapping(depth: depth + 1, column: inner, startsInLine: true)
            } else {
                sequence(depth: depth + 1, column: inner, startsInLine: true)
            }
        }
    }

    /// What stands after `key:` or `-`.
    private mutating func value(depth: Int, column: Int) {
        switch Int.random(in: 0..<(depth < 4 ? 10 : 7), using: &random) {
        case 0: break
        case 1: blockText(column)
        case 2, 3:
            if chance(20) { below(column) } else { text += blanks(1...3) }
            flow(depth: depth + 1, column: column + 1)
        case 4...6:
            if chance(10) { below(column) } else { text += blanks(1...3) }
            text += scalar(column: column, isFlow: false)
        default:
            endLine()
            block(depth: depth + 1, column: column + Int.random(in: 1...4, using: &random))
        }
    }

    /// The value stands on a line below.
    private mutating func below(_ column: Int) {
        endLine()
        startLine(column + 1)
    }

    private mutating func flow(depth: Int, column: Int) {
        let isMapping = chance(50)
        text += isMapping ? "{" : "["
        for number in 0..<Int.random(in: 0...4, using: &random) {
            if number > 0 { text += "," }
            flowGap(column)
            let isPair = !isMapping && chance(5)
            if isMapping || isPair {
                text += key() + ":" + blanks(1...2)
            }
            if depth < 4, chance(25) {
                flow(depth: depth + 1, column: column)
            } else {
                text += scalar(column: column, isFlow: true)
            }
            if chance(20) { flowGap(column) }
        }
        flowGap(column)
        text += isMapping ? "}" : "]"
    }

    private mutating func flowGap(_ column: Int) {
        text += blanks(0...2)
        guard chance(15) else { return }
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            if chance(40) { comment() }
            text += "\n" + String(repeating: " ", count: column) + blanks(0...3)
        }
    }

    // MARK: Lines

    private mutating func startLine(_ column: Int) {
        if !text.isEmpty, !text.hasSuffix("\n") { endLine() }
        between(column)
        text += String(repeating: " ", count: column)
        isBelowBlockText = false
    }

    private mutating func endLine() {
        guard !text.isEmpty, !text.hasSuffix("\n") else { return }
        text += blanks(0...1)
        if chance(15) { comment() }
        text += "\n"
    }

    /// Blank lines and comments above a line.
    private mutating func between(_ column: Int) {
        while chance(20) {
            if chance(50) {
                text += isBelowBlockText ? "\n" : blanks(0...2) + "\n"
            } else {
                if !isBelowBlockText { text += blanks(0...6) }
                comment(isAlone: true)
                text += "\n"
            }
        }
    }

    private mutating func comment(isAlone: Bool = false) {
        let comment = "#c\(comments.count);"
        comments.append(comment)
        text += (isAlone ? "" : blanks(1...4)) + comment + pick(["", " word", " # {x: [y", "\t", "  "])
    }

    // MARK: Texts

    private mutating func key() -> String {
        names += 1
        return pick(["key\(names)", "'it''s \(names)'", "\"a \\\"\(names)\"", "ä ö\(names)", "subject.raw\(names)"])
    }

    private mutating func scalar(column: Int, isFlow: Bool) -> String {
        if chance(15) { return folded(column) }
        if chance(10) { return pick(["\"", "'"]).wrapping(String(repeating: "long ", count: names % 30)) }
        let plain = ["no", "22:30", "~", "a:b", "a#b", "-x", "two words", "4711", "😀 ß", "it's", "high+", "a\"b"]
        let quoted = [
            "\"\"", "''", "'# no comment'", "\"a: b # c\"", "'it''s'", "\"\\\\\"", "\"\\u00e4\\n\"", "'[x'", "' '",
        ]
        return pick(plain + quoted + (isFlow ? [] : ["a, b", "x]", "?y"]))
    }

    /// A text over several lines.
    private mutating func folded(_ column: Int) -> String {
        let quote = pick(["", "'", "\""])
        var lines = ["some words"]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            if chance(20) { lines.append("") }
            let words = pick(quote.isEmpty ? ["more", "of it"] : ["more", "and: on", "# of it"])
            lines.append(String(repeating: " ", count: column + 1) + blanks(0...4) + words)
            if quote == "\"", chance(20) { lines[lines.count - 1] += pick([" \\", "\\ ", "\\t "]) }
        }
        if quote == "\"" { lines.append(String(repeating: " ", count: column + 1) + "end") }
        return quote.wrapping(lines.joined(separator: pick(["\n", " \n"])))
    }

    private mutating func blockText(_ column: Int) {
        hasBlockText = true
        let step = Int.random(in: 1...4, using: &random)
        let isExplicit = chance(30)
        text += blanks(1...2) + pick(["|", ">"]) + (isExplicit ? "\(step)" : "") + pick(["", "-", "+"])
        if chance(20) { comment() }
        let indentation = String(repeating: " ", count: column + step)
        text += "\n"
        for number in 0..<Int.random(in: 0...3, using: &random) {
            if chance(20) { text += "\n" }
            text += indentation + (isExplicit || number > 0 ? blanks(0...2) : "")
            text += pick(["words", "# no comment", "- item", "a: b  ", "trailing "]) + "\n"
        }
        if chance(30) { text += "\n\n" }
        isBelowBlockText = true
    }
}

extension String {
    fileprivate func wrapping(_ text: String) -> String { self + text + self }
}

/// SplitMix64: small, and the same numbers for the same seed everywhere.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
