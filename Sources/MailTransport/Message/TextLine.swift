/// One line of a message's text, before it is known who wrote it.
struct TextLine: Equatable {
    enum Kind {
        case plain
        /// Marked as somebody else's words.
        case quoted
        /// Here the message begins that is answered or forwarded, says the markup.
        case original
    }
    /// Without white space at the end.
    var text: Substring
    var kind = Kind.plain

    var isBlank: Bool { text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    /// The lines of a text/plain part.
    static func lines(ofPlain text: String) -> [TextLine] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            TextLine(text: trimmed(Substring(line)), kind: isQuoted(line) ? .quoted : .plain)
        }
    }

    /// The lines of a text/plain part with `format=flowed` (RFC 3676): those that end in a space go on in the next.
    ///
    /// - Parameter deletesSpace: `delsp=yes`: that space is no part of the text (section 4.1).
    static func lines(ofFlowed text: String, deletesSpace: Bool) -> [TextLine] {
        var lines: [TextLine] = []
        var open: (depth: Int, text: String)?
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var rest = Substring(line)
            if rest.utf8.last == UInt8(ascii: "\r") { rest = rest.dropLastOctet() }
            let depth = rest.utf8.prefix { $0 == UInt8(ascii: ">") }.count
            rest = Substring(rest.utf8.dropFirst(depth))
            // Space-stuffing (section 4.4).
            if rest.utf8.first == 0x20 { rest = Substring(rest.utf8.dropFirst()) }
            let isSignature = rest == "-- "
            let isFlowed = rest.utf8.last == 0x20 && !isSignature
            if let unfinished = open, unfinished.depth != depth || isSignature {
                lines.append(TextLine(unfinished.text, depth: unfinished.depth))
                open = nil
            }
            var joined = open?.text ?? ""
            joined += isFlowed && deletesSpace ? rest.dropLastOctet() : rest
            open = (depth, joined)
            if !isFlowed {
                lines.append(TextLine(joined, depth: depth))
                open = nil
            }
        }
        if let open { lines.append(TextLine(open.text, depth: open.depth)) }
        return lines
    }

    private init(_ text: String, depth: Int) {
        self.init(text: Self.trimmed(text[...]), kind: depth > 0 ? .quoted : .plain)
    }

    init(text: Substring, kind: Kind = .plain) {
        self.text = text
        self.kind = kind
    }

    /// `>` at the beginning, as every mail program writes it.
    private static func isQuoted(_ line: Substring.UTF8View) -> Bool {
        line.first { $0 != 0x20 } == UInt8(ascii: ">")
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var end = line.utf8.endIndex
        while end > line.utf8.startIndex {
            let before = line.utf8.index(before: end)
            guard [0x20, 0x09, 0x0D].contains(line.utf8[before]) else { break }
            end = before
        }
        return line[..<end]
    }
}

extension Substring {
    fileprivate func dropLastOctet() -> Substring { Substring(utf8.dropLast()) }
}
