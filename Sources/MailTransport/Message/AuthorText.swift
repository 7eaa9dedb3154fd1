/// What the author of a message wrote: its lines without what is quoted and without the signature.
///
/// No standard says how mail programs mark either (only RFC 3676 section 4.3 names the signature's `-- `), so this goes
/// by their habits. What somebody forwards is taken for theirs: it is why they write. In doubt a line stays.
struct AuthorText {
    private let lines: [TextLine]
    private let author: String?
    private let isForward: Bool
    private var kept: [Substring] = []
    /// Something to read is among what is kept.
    private var hasText = false

    /// - Parameters:
    ///   - author: the display name in From, with which a signature may begin.
    ///   - isForward: the subject says that something is forwarded.
    static func text(of lines: [TextLine], by author: String?, isForward: Bool) -> String {
        var text = AuthorText(lines: lines, author: author, isForward: isForward)
        text.read()
        return text.kept.joined(separator: "\n")
    }

    private init(lines: [TextLine], author: String?, isForward: Bool) {
        self.lines = lines
        self.author = author
        self.isForward = isForward
    }

    private mutating func read() {
        var position = 0
        var forwarded: ArraySlice<TextLine> = []
        while position < lines.count {
            let line = lines[position]
            if Separator.isForward(line) {
                forwarded = lines[position...]
                break
            } else if Signature.isDelimiter(line) {
                // It goes on to the end, or to what is forwarded below it.
                position = lines[position...].firstIndex(where: Separator.isForward) ?? lines.endIndex
            } else if beginsOriginal(at: position), !isForward, hasText {
                break
            } else if line.kind != .plain {
                position += 1
            } else if let attribution = Attribution(at: position, in: lines) {
                if !attribution.isFollowedByQuote, hasText { break }
                position = attribution.end
            } else {
                kept.append(line.text)
                hasText = hasText || !Separator.isRule(line.text)
                position += 1
            }
        }
        Signature.remove(from: &kept, of: author)
        trim()
        kept += forwarded.map(\.text)
    }

    /// Whether from here on everything is the message that is answered. At the very top it is not: there it is a
    /// message forwarded without a word, or a form filled in.
    private func beginsOriginal(at position: Int) -> Bool {
        let line = lines[position]
        return line.kind == .original || Separator.isOriginal(line) || HeaderLines.begin(at: position, in: lines)
    }

    /// Takes blank lines and rules off both ends.
    private mutating func trim() {
        while let last = kept.last, Separator.isRule(last) { kept.removeLast() }
        kept.removeFirst(kept.prefix(while: Separator.isRule).count)
    }
}

/// Lines that stand between what was written and what is quoted.
enum Separator {
    /// `-----Original Message-----`, `-------- Ursprüngliche Nachricht --------`
    static func isOriginal(_ line: TextLine) -> Bool {
        guard let title = title(line, minimum: 3) else { return false }
        return originals.contains(title)
    }

    /// `---------- Forwarded message ---------`, `Anfang der weitergeleiteten Nachricht:`
    static func isForward(_ line: TextLine) -> Bool {
        guard line.kind == .plain, let title = title(line, minimum: 0) else { return false }
        return announcements.contains(title) || forwards.contains(title) && line.text.utf8.first == UInt8(ascii: "-")
    }

    /// Nothing, or a line drawn with characters.
    static func isRule(_ line: Substring) -> Bool {
        line.utf8.allSatisfy { [0x20, 0x09, 0x2D, 0x5F, 0x3D, 0x2A].contains($0) }
    }

    /// What stands between at least `minimum` dashes at each end, lower-cased; nil for other lines.
    private static func title(_ line: TextLine, minimum: Int) -> String? {
        let text = line.text.utf8
        guard text.count <= 120 else { return nil }
        let start = text.prefix { $0 == UInt8(ascii: "-") }.count
        let end = text.reversed().prefix { $0 == UInt8(ascii: "-") }.count
        guard start >= minimum, end >= minimum, start + end < text.count else { return nil }
        return Substring(text.dropFirst(start).dropLast(end)).folded
    }

    private static let originals: Set<String> = [
        "original message", "originalnachricht", "original-nachricht", "ursprüngliche nachricht",
        "urspruengliche nachricht", "message d'origine", "messaggio originale", "mensaje original",
        "oorspronkelijk bericht", "reply message", "исходное сообщение",
    ]
    private static let forwards: Set<String> = [
        "forwarded message", "weitergeleitete nachricht", "message transféré", "messaggio inoltrato",
        "mensaje reenviado", "doorgestuurd bericht", "пересылаемое сообщение",
    ]
    private static let announcements: Set<String> = [
        "begin forwarded message:", "anfang der weitergeleiteten nachricht:", "anfang der weitergeleiteten e-mail:",
    ]
}

extension Substring {
    /// For comparing with words of a table.
    var folded: String {
        var text = self[...]
        let isShown: (Character) -> Bool = { !$0.isWhitespace && $0 != "*" }
        text = text.drop { !isShown($0) }
        while let last = text.last, !isShown(last) { text.removeLast() }
        return text.lowercased()
    }
}
