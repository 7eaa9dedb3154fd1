/// The text of an HTML part as lines, in one pass over its octets.
///
/// No browser: nothing is nested, repaired or fetched. Tags end lines or mean nothing, what is not shown is left out,
/// character references are decoded. What mail programs mark as quoted or as a signature is known by their names for it.
struct HTMLText {
    private let source: [UInt8]
    private var position = 0
    private var lines: [TextLine] = []
    private var line: [UInt8] = []
    /// White space that is shown when something follows it.
    private var hasPendingSpace = false
    private var preformatted = 0
    /// For each open `blockquote`, whether it quotes.
    private var blockquotes: [Bool] = []
    private var quotes = 0
    /// An element that is left out, and how many of its name are open inside.
    private var omitted: (name: String, depth: Int)?

    static func lines(of html: String) -> [TextLine] {
        var reader = HTMLText(source: Array(html.utf8))
        reader.read()
        return reader.lines
    }

    private init(source: [UInt8]) { self.source = source }

    private mutating func read() {
        while position < source.count {
            switch source[position] {
            case UInt8(ascii: "<") where isMarkup(at: position + 1): readMarkup()
            case UInt8(ascii: "&"): readReference()
            case let byte:
                append(byte)
                position += 1
            }
        }
        endLine(always: false)
    }

    /// `<` begins markup before a letter, `/`, `!` and `?`; elsewhere it is text (HTML section 13.2.5.6).
    private func isMarkup(at place: Int) -> Bool {
        guard place < source.count else { return false }
        let byte = source[place]
        return (0x61...0x7A).contains(byte | 0x20) || [0x2F, 0x21, 0x3F].contains(byte)
    }

    // MARK: Text

    private mutating func append(_ byte: UInt8) {
        guard omitted == nil else { return }
        let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0x0C
        if isSpace && preformatted > 0 {
            if byte == 0x0A { endLine(always: true) } else if byte != 0x0D { line.append(0x20) }
        } else if isSpace {
            hasPendingSpace = true
        } else {
            if hasPendingSpace && !line.isEmpty { line.append(0x20) }
            hasPendingSpace = false
            line.append(byte)
        }
    }

    private mutating func readReference() {
        let start = position + 1
        let end = source[start...].prefix(HTMLEntity.longest).firstIndex { !Self.isNamePart($0) }
        if let end, let scalar = HTMLEntity.scalar(source[start..<end]) {
            // A no-break space separates words like any other.
            let shown = scalar == "\u{A0}" ? " " : scalar
            for byte in UTF8.encode(shown) ?? UTF8.encodedReplacementCharacter { append(byte) }
            position = source[end] == UInt8(ascii: ";") ? end + 1 : end
        } else {
            append(source[position])
            position += 1
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "#")
    }

    private mutating func endLine(always: Bool) {
        hasPendingSpace = false
        guard omitted == nil, always || !line.isEmpty else { return }
        while line.last == 0x20 { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)[...]
        lines.append(TextLine(text: text, kind: quotes > 0 || text.hasPrefix(">") ? .quoted : .plain))
        line.removeAll(keepingCapacity: true)
    }

    // MARK: Markup

    private static let commentStart = Array("<!--".utf8)
    private static let commentEnd = Array("-->".utf8)

    private mutating func readMarkup() {
        if source[position...].starts(with: Self.commentStart) {
            position = end(of: Self.commentEnd, from: position + 2)
            return
        }
        let tag = HTMLTag(source, at: position)
        position = tag.end
        if tag.isClosing { close(tag) } else { open(tag) }
    }

    /// Behind the next `pattern`, or at the end.
    private func end(of pattern: [UInt8], from start: Int) -> Int {
        source[start...].index(of: pattern).map { $0 + pattern.count } ?? source.count
    }

    private mutating func open(_ tag: HTMLTag) {
        if HTMLTag.unshown.contains(tag.name) {
            position = endOfUnshown(tag.name)
            return
        }
        if let open = omitted {
            if open.name == tag.name { omitted = (open.name, open.depth + 1) }
            return
        }
        switch tag.name {
        case "br": endLine(always: true)
        case "blockquote":
            endLine(always: false)
            blockquotes.append(tag.isQuotation)
            if tag.isQuotation { quotes += 1 }
        case "pre":
            endLine(always: false)
            preformatted += 1
        case "td", "th": hasPendingSpace = true
        case _ where HTMLTag.blocks.contains(tag.name): endLine(always: false)
        default: break
        }
        if tag.isSignature || tag.isAttribution {
            endLine(always: false)
            if !HTMLTag.empty.contains(tag.name) { omitted = (tag.name, 1) }
        } else if tag.beginsOriginal {
            endLine(always: false)
            lines.append(TextLine(text: "", kind: .original))
        }
    }

    private mutating func close(_ tag: HTMLTag) {
        if let open = omitted {
            if open.name == tag.name { omitted = open.depth > 1 ? (open.name, open.depth - 1) : nil }
            return
        }
        switch tag.name {
        case "blockquote":
            endLine(always: false)
            if blockquotes.popLast() == true { quotes -= 1 }
        case "pre":
            endLine(always: false)
            preformatted = max(0, preformatted - 1)
        case "p": endLine(always: true)
        case _ where HTMLTag.blocks.contains(tag.name): endLine(always: false)
        default: break
        }
    }

    /// Scripts and styles end at their own end tag and nowhere else (HTML section 13.2.6.2).
    private func endOfUnshown(_ name: String) -> Int {
        let pattern = Array("</\(name)".utf8)
        var place = position
        while place < source.count, let found = source[place...].index(of: UInt8(ascii: "<")) {
            let candidate = source[found...].prefix(pattern.count)
            if candidate.count == pattern.count, zip(candidate, pattern).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
                return end(of: [UInt8(ascii: ">")], from: found)
            }
            place = found + 1
        }
        return source.count
    }
}
