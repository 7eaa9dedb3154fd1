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
        var lines: [Line] = []
        switch root.content {
        case .collection(let collection) where flat(root.content, room: width) == nil:
            root.moveBesideAbove(leaving: 0)
            lines = Self.lines(of: pieces(of: collection, at: 0), collection.below)
        case .collection, .text:
            root.moveBesideAbove(leaving: 0)
            let flat = flat(root.content, room: width)
            // Nothing at all would be no document.
            lines = indented(flat.map { [Line(text: $0 == "" ? "---" : $0)] } ?? textLines(root.content), first: "")
        }
        let piece = Piece(above: root.above, hasBlankAbove: root.hasBlankAbove, lines: lines)
        return Self.lines(of: [piece], layout.below).map(\.whole).joined()
    }

    private struct Line {
        var indentation = 0
        var text: String

        var whole: String { text.isEmpty ? "\n" : String(repeating: " ", count: indentation) + text + "\n" }
    }

    /// An item as lines, and what stands above it.
    private struct Piece {
        var above: [CommentLine]
        let hasBlankAbove: Bool
        let lines: [Line]
    }

    private static func pieces(of collection: LayoutCollection, at column: Int) -> [Piece] {
        collection.items.map { piece($0, at: column) }
    }

    private static func piece(_ item: LayoutItem, at column: Int) -> Piece {
        var item = item
        let opening = item.key.map { $0 + ":" } ?? "-"
        let lines: [Line]
        if let flat = flat(item.content, room: width - column - opening.unicodeScalars.count - 1) {
            item.moveBesideAbove(leaving: 1)
            lines = indented(beside([Line(text: flat)], item, at: 0), first: opening)
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
                lines = beside([Line(text: opening)], item, at: 0) + inside.map(indented)
            }
        } else {
            item.moveBesideAbove(leaving: 1)
            let text = textLines(item.content)
            lines = indented(beside(text, item, at: isBlock(item.content) ? 0 : text.count - 1), first: opening)
        }
        return Piece(above: item.above, hasBlankAbove: item.hasBlankAbove, lines: lines)
    }

    /// The lines of items and their comments: a blank line at most between them, and none at the top.
    private static func lines(of pieces: [Piece], _ below: [CommentLine]) -> [Line] {
        var lines: [Line] = []
        func add(_ more: [Line], hasBlankAbove: Bool) {
            if hasBlankAbove, !lines.isEmpty { lines.append(Line(text: "")) }
            lines += more
        }
        for piece in pieces {
            for comment in piece.above { add([Line(text: comment.text)], hasBlankAbove: comment.hasBlankAbove) }
            add(piece.lines, hasBlankAbove: piece.hasBlankAbove)
        }
        for comment in below { add([Line(text: comment.text)], hasBlankAbove: comment.hasBlankAbove) }
        return lines
    }

    // MARK: Lines

    /// The first line after `opening`, the others indented.
    private static func indented(_ lines: [Line], first opening: String) -> [Line] {
        let gap = opening.isEmpty || lines[0].text.isEmpty || lines[0].text.hasPrefix("  #") ? "" : " "
        return [Line(text: opening + gap + lines[0].text)] + lines.dropFirst().map(indented)
    }

    private static func indented(_ line: Line) -> Line {
        Line(indentation: line.indentation + step, text: line.text)
    }

    private static func beside(_ lines: [Line], _ item: LayoutItem, at line: Int) -> [Line] {
        var lines = lines
        if let comment = item.beside.first { lines[line].text += "  " + comment }
        return lines
    }

    private static func textLines(_ content: LayoutContent) -> [Line] {
        if case .text(let text) = content { text.lines.map { Line(text: $0) } } else { [] }
    }

    private static func isBlock(_ content: LayoutContent) -> Bool {
        if case .text(let text) = content { text.isBlock } else { false }
    }

    // MARK: One line

    /// On one line, in brackets; nil for what is or must be written over several. A single text always fits.
    private static func flat(_ content: LayoutContent, room: Int) -> String? {
        switch content {
        case .text(let text): return text.flat
        case .collection(let collection):
            var room = collection.items.isEmpty ? .max : room
            return flat(collection, &room)
        }
    }

    /// Takes the width from `room`, and stops where that ends: what is too long is not measured again at every level.
    private static func flat(_ collection: LayoutCollection, _ room: inout Int) -> String? {
        guard collection.isFlow, collection.below.isEmpty else { return nil }
        var items: [String] = []
        room -= "[]".count
        for item in collection.items {
            guard item.above.isEmpty, item.beside.isEmpty else { return nil }
            let value: String?
            switch item.content {
            case .text(let text):
                value = text.flat
                room -= value?.unicodeScalars.count ?? 0
            case .collection(let inner): value = flat(inner, &room)
            }
            // libyaml does not take a colon directly before ',' or '}'.
            let name = item.key.map { value == "" ? $0 : $0 + ": " } ?? ""
            room -= name.unicodeScalars.count + (items.isEmpty ? 0 : ", ".count)
            guard let value, room >= 0 else { return nil }
            items.append(name + value)
        }
        let inside = items.joined(separator: ", ")
        return collection.isMapping ? "{\(inside)}" : "[\(inside)]"
    }
}

extension ScalarLines {
    /// As part of a line; nil for what has several.
    fileprivate var flat: String? { isBlock || lines.count > 1 ? nil : lines[0] }
}
