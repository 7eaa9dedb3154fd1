/// The line, or the few, that say who wrote what is quoted below: `On Mon, Nov 23, 2026 at 10:00 AM Ana wrote:`,
/// `Am 23.11.2026 um 10:00 schrieb Ana:`.
struct Attribution {
    /// Behind its last line.
    let end: Int
    let isFollowedByQuote: Bool

    /// Long names and addresses fold it, but not into more lines than this.
    private static let lineLimit = 4
    /// Octets of one of its lines; a longer one is a sentence.
    private static let octetLimit = 300

    /// Nil when none begins at `position`.
    init?(at position: Int, in lines: [TextLine]) {
        guard lines[position].text.utf8.count <= Self.octetLimit else { return nil }
        let first = Clues(lines[position].text)
        guard first.mayBegin else { return nil }
        var joined = ""
        for index in position..<min(position + Self.lineLimit, lines.count) {
            let line = lines[index]
            guard line.kind == .plain, !line.isBlank, line.text.utf8.count <= Self.octetLimit else { return nil }
            joined += joined.isEmpty ? line.text : " " + line.text
            guard line.text.utf8.last == UInt8(ascii: ":") else { continue }
            let all = Clues(joined[...])
            let next = lines[(index + 1)...].first { !$0.isBlank }
            end = index + 1
            isFollowedByQuote = next?.kind == .quoted
            // Above a quotation any author or date will do; elsewhere it must be beyond doubt.
            if isFollowedByQuote, all.hasVerb || all.hasAddress || all.hasDate || all.hasTime { return }
            if !isFollowedByQuote, all.hasVerb, first.hasOpening, all.hasAddress || all.hasDate { return }
            return nil
        }
        return nil
    }

    /// What in a line speaks for an attribution.
    private struct Clues {
        let hasOpening: Bool
        let hasVerb: Bool
        let hasAddress: Bool
        let hasDate: Bool
        let hasTime: Bool

        init(_ text: Substring) {
            let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map { $0.lowercased() }
            hasOpening = words.first.map(Attribution.openings.contains) ?? false
            hasVerb = words.contains(where: Attribution.verbs.contains)
            hasAddress = text.utf8.contains(UInt8(ascii: "@"))
            // A year, or a date in numbers; digits come with dots, slashes and hyphens between them.
            let numbers = text.split { !$0.isNumber && !"./-".contains($0) }
            hasDate = numbers.contains { number in
                let parts = number.split { !$0.isNumber }
                let isYear = parts.contains { $0.utf8.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20")) }
                return isYear || parts.count == 3
            }
            hasTime = text.split(whereSeparator: \.isWhitespace).contains { word in
                let parts = word.split(separator: ":").prefix(2)
                return parts.count == 2 && parts.allSatisfy { (1...2).contains($0.prefix(while: \.isNumber).count) }
            }
        }

        var mayBegin: Bool { hasOpening || hasVerb || hasAddress || hasDate }
    }

    private static let openings: Set<String> = ["on", "am", "le", "el", "il", "op", "den", "w", "em"]
    private static let verbs: Set<String> = [
        "wrote", "writes", "schrieb", "geschrieben", "schreibt", "écrit", "escribió", "scritto", "schreef",
        "geschreven",
        "skrev", "napisał", "написал", "пишет", "escreveu",
    ]
}
