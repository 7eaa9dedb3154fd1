/// "Did you mean": the known word nearest to a misspelt one.
public enum Spelling {
    /// Nil when nothing is near: at most a third of the letters, and never more than three, may differ.
    public static func closest(to word: String, among known: some Sequence<String>) -> String? {
        guard word.unicodeScalars.count <= 64 else { return nil }
        let folded = fold(word)
        let allowed = min(3, max(1, folded.count / 3))
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = distance(folded, fold(candidate))
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// `did you mean 'order'?`
    public static func question(_ word: String?) -> String? { word.map { "did you mean '\($0)'?" } }

    /// What to say when one of a few words was expected.
    static func suggestion(for word: String, among known: [String]) -> String {
        question(closest(to: word, among: known)) ?? "use one of \(known.joined(separator: ", "))"
    }

    /// Case and the kind of hyphen are what people mix up most: they cost nothing.
    private static func fold(_ word: String) -> [Unicode.Scalar] {
        word.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
    }

    /// Optimal string alignment: insert, delete, replace, and swap of neighbours each cost 1.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var value = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    value = min(value, beforeLast[column - 2] + 1)
                }
                current.append(value)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
