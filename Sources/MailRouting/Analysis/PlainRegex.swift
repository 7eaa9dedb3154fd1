/// A regex that only spells out what another operator says.
struct PlainRegex: Equatable {
    let match: TextMatch
    let term: String
    /// Whether the operator finds exactly what the regex finds. `word` never does: the borders of RE2's `\b` know ASCII
    /// only, those of `word` take umlauts for letters and an underscore for none.
    let isExact: Bool

    /// Nil when it does more than that.
    init?(_ regex: String) {
        var rest = regex[...]
        let isWord = rest.count > 4 && rest.hasPrefix("\\b") && rest.hasSuffix("\\b")
        if isWord {
            rest = rest.dropFirst(2).dropLast(2)
        }
        let isStart = !isWord && rest.first == "^"
        if isStart { rest.removeFirst() }
        let isEnd = !isWord && rest.last == "$"
        if isEnd { rest.removeLast() }
        // Letters and digits, single spaces between them: nothing a regex or the folding of white space acts on.
        let words = rest.split(separator: " ", omittingEmptySubsequences: false)
        let isPlain = words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
        }
        guard isPlain else { return nil }
        term = String(rest)
        match = isWord ? .word : isStart && isEnd ? .is : isStart ? .startsWith : isEnd ? .endsWith : .contains
        isExact = !isWord && !Self.isFoldedOnto(term.lowercased(), isOpenAtStart: !isStart, isOpenAtEnd: !isEnd)
    }

    /// Whether the folded text can have this where the regex does not find it: made of an umlaut or a sharp s, or of
    /// half of one where the text goes on; of a dotless i; of a letter that folds to itself and a mark (`ẗ`).
    private static func isFoldedOnto(_ term: String, isOpenAtStart: Bool, isOpenAtEnd: Bool) -> Bool {
        ["ae", "oe", "ue", "ss", "i"].contains { term.contains($0) }
            || isOpenAtStart && "es".contains(term.first ?? "e")
            || isOpenAtEnd && "aoushjtwy".contains(term.last ?? "a")
    }
}
