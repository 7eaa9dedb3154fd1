import MailRouting

/// The words of a letter below its header: text, signature, footer, quotation; plain and as HTML.
struct LetterText {
    private let letter: Letter
    private let mark: SimulationMark
    private let sentAt: DateText

    init(_ letter: Letter, mark: SimulationMark, sentAt: DateText) {
        self.letter = letter
        self.mark = mark
        self.sentAt = sentAt
    }

    var plain: String {
        var text = letter.text.trimmed + "\n"
        if let quotation { text += "\n\(quotation.introduction)\n\(quotation.lines.map { "> \($0)\n" }.joined())" }
        if !letter.noise.isNoise { text += "\n-- \n" + signature.map { $0 + "\n" }.joined() }
        return text + "\n________________________________\n\(footer)\n"
    }

    var html: String {
        var parts = letter.text.trimmed.components(separatedBy: "\n\n").map {
            "<p>\(Self.escaped($0).replacing("\n", with: "<br>\n"))</p>"
        }
        if !letter.noise.isNoise {
            parts.append("<p>-- <br>\n\(signature.map(Self.escaped).joined(separator: "<br>\n"))</p>")
        }
        if let quotation {
            let lines = quotation.lines.map(Self.escaped).joined(separator: "<br>\n")
            parts.append("<p>\(Self.escaped(quotation.introduction))</p>\n<blockquote>\(lines)</blockquote>")
        }
        parts.append("<hr>\n<p><small>\(Self.escaped(footer))</small></p>")
        return "<html><body>\n\(parts.joined(separator: "\n"))\n</body></html>\n"
    }

    private var signature: [String] {
        [letter.author.name, letter.author.role, letter.author.company.name, letter.sender.spec]
    }

    private var quotation: (introduction: String, lines: [String])? {
        letter.answering.last.map { last in
            let day = last.date.day(in: letter.language)
            let introduction =
                letter.language == .german
                ? "Am \(day) um \(last.date.clock) schrieb \(last.author):"
                : "On \(day) at \(last.date.clock), \(last.author) wrote:"
            return (introduction, last.text.trimmed.components(separatedBy: "\n"))
        }
    }

    /// When it was generated is when it arrives: the clock of the machine would make two weeks of one seed differ.
    private var footer: String {
        let day = sentAt.day(in: letter.language)
        return letter.language == .german
            ? "Simulierte Nachricht, erzeugt für den \(day) um \(sentAt.clock) Uhr. Simulation \(mark.simulation), "
                + "Nachricht \(mark.message)."
            : "Simulated message, generated for \(day) at \(sentAt.clock). Simulation \(mark.simulation), "
                + "message \(mark.message)."
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }

    /// Without line ends at its end.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
