/// Writes a layout out again.
///
/// Everything is made from the inside out, as lines without the indentation of what is around them, so that comments
/// which have no place inside a line can go above it.
struct LayoutPrinter {
    /// The width of a line, comments not counted: they cannot be broken.
    private static let width = 120
    private static let step = 2

    static func text(of layout: Layout) -> String {
        var root = layout.root
        var lines: [String] = []
        switch root.content {
        case .collection(let collection) where flat(root.content, room: width) == nil:
            root.moveBesideAbove(leaving: 0)
            lines = Self.lines(of: pieces(of: collection, at: 0), collection.below)
        case .collection, .text:
            root.moveBesideAbove(leaving: 0)
            let text = flat(root.content, room: width).map { [$0] } ?? textLines(root.content)
            // Nothing at all would be no document.
            lines = text == [""] ? ["---"] : indented(text, first: "")
        }
        let piece = Piece(above: root.above, hasBlankAbove: root.hasBlankAbove, lines: lines)
        return Self.lines(of: [piece], layout.below).map { $0 + "\n" }.joined()
    }

    /// An item as lines, and what stands above it.
    private struct Piece {
        var above: [CommentLine]
        let hasBlankAbove: Bool
        let lines: [String]
    }

    private static func pieces(of collection: LayoutCollection, at column: Int) -> [Piece] {
        collection.items.map { piece($0, at: column) }
    }

    private static func piece(_ item: LayoutItem, at column: Int) -> Piece {
        var item = item
        let opening = item.key.map { $0 + ":" } ?? "-"
        let lines: [String]
        if let flat = flat(item.content, room: width - column - opening.unicodeScalars.count - 1) {
            item.moveBesideAbove(leaving: 1)
            lines = indented(beside([flat], item, at: 0), first: opening)
        } else if case .collection(let collection) = item.content {
            var pieces = pieces(of: collection, at: column + step)
            if item.key == nil {
                // The first item inside begins on this line, so what belongs above it goes above this one.
                item.moveBesideAbove(leaving: 0)
                item.addAbove(pieces[0].above)
                pieces[0].above = []
                lines = indented(Self.lines(of: pieces, collection.below), first: opening)
            } else {
                item.moveBesideAbove(leaving: 1)
                let inside = Self.lines(of: pieces, collection.below)
                lines = beside([opening], item, at: 0) + indented([""] + inside, first: "").dropFirst()
            }
        } else {
            item.moveBesideAbove(leaving: 1)
            let text = textLines(item.content)
            lines = indented(beside(text, item, at: isBlock(item.content) ? 0 : text.count - 1), first: opening)
        }
        return Piece(above: item.above, hasBlankAbove: item.hasBlankAbove, lines: lines)
    }

    /// The lines of items and their comments: a blank line at most between them, and none at the top.
    private static func lines(of pieces: [Piece], _ below: [CommentLine]) -> [String] {
        var lines: [String] = []
        func add(_ more: [String], hasBlankAbove: Bool) {
            if hasBlankAbove, !lines.isEmpty { lines.append("") }
            lines += more
        }
        for piece in pieces {
            for comment in piece.above { add([comment.text], hasBlankAbove: comment.hasBlankAbove) }
            add(piece.lines, hasBlankAbove: piece.hasBlankAbove)
        }
        for comment in below { add([comment.text], hasBlankAbove: comment.hasBlankAbove) }
        return lines
    }

    // MARK: Lines

    /// The first line after `first`, the others indented.
    private static func indented(_ lines: [String], first opening: String) -> [String] {
        let indentation = String(repeating: " ", count: step)
        let first = opening.isEmpty || lines[0].isEmpty || lines[0].hasPrefix("  #") ? "" : " "
        return [opening + first + lines[0]] + lines.dropFirst().map { $0.isEmpty ? "" : indentation + $0 }
    }

    private static func beside(_ lines: [String], _ item: LayoutItem, at line: Int) -> [String] {
        var lines = lines
        if let comment = item.beside.first { lines[line] += "  " + comment }
        return lines
    }

    private static func textLines(_ content: LayoutContent) -> [String] {
        if case .text(let text) = content { text.lines } else { [] }
    }

    private static func isBlock(_ content: LayoutContent) -> Bool {
        if case .text(let text) = content { text.isBlock } else { false }
    }

    // MARK: One line

    /// On one line, in brackets; nil for what is or must be written over several. A single text always fits.
    private static func flat(_ content: LayoutContent, room: Int) -> String? {
        guard case .collection(let collection) = content else { return flat(content) }
        guard let text = flat(content), collection.items.isEmpty || text.unicodeScalars.count <= room else {
            return nil
        }
        return text
    }

    private static func flat(_ content: LayoutContent) -> String? {
        switch content {
        case .text(let text): return text.isBlock || text.lines.count > 1 ? nil : text.lines[0]
        case .collection(let collection):
            guard collection.isFlow, collection.below.isEmpty else { return nil }
            var items: [String] = []
            for item in collection.items {
                guard item.above.isEmpty, item.beside.isEmpty, let text = flat(item.content) else { return nil }
                // libyaml does not take a colon directly before ',' or '}'.
                items.append(item.key.map { text.isEmpty ? $0 : "\($0): \(text)" } ?? text)
            }
            let inside = items.joined(separator: ", ")
            return collection.isMapping ? "{\(inside)}" : "[\(inside)]"
        }
    }
}
