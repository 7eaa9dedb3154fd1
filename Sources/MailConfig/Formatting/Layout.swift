/// A file as the formatter sees it: what stands where, in the words of its author, and the comments that belong to it.
struct Layout {
    /// The whole document, as an item without a key.
    var root: LayoutItem
    /// Comments after everything else.
    var below: [CommentLine]
}

/// A comment that has a line to itself.
struct CommentLine {
    let text: String
    var hasBlankAbove: Bool
}

/// One `key: value` of a mapping, or one `- value` of a list.
struct LayoutItem {
    /// Comments on lines of their own above the item.
    var above: [CommentLine] = []
    /// Whether there was a blank line directly above, below the comments.
    var hasBlankAbove = false
    /// As it was written; nil in a list.
    var key: String?
    /// Comments on the same line, in their order. There is room for one when it is printed.
    var beside: [String] = []
    var content = LayoutContent.text(ScalarLines(lines: [""], isBlock: false))

    /// Puts comments between those above and the item, with the blank line above them.
    mutating func addAbove(_ comments: [CommentLine]) {
        guard var first = comments.first else { return }
        first.hasBlankAbove = hasBlankAbove
        hasBlankAbove = false
        above += [first] + comments.dropFirst()
    }

    /// Leaves at most `room` comments on the line of the item.
    mutating func moveBesideAbove(leaving room: Int) {
        let moved = beside.dropLast(room)
        addAbove(moved.map { CommentLine(text: $0, hasBlankAbove: false) })
        beside.removeFirst(moved.count)
    }
}

enum LayoutContent {
    case text(ScalarLines)
    case collection(LayoutCollection)
}

/// A list or a mapping.
struct LayoutCollection {
    let isMapping: Bool
    /// In brackets, which it keeps as long as it fits on its line.
    let isFlow: Bool
    var items: [LayoutItem] = []
    /// Comments after the last item that belong to none outside.
    var below: [CommentLine] = []
}
