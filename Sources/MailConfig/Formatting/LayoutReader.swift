import MailRouting

/// Reads the layout of a file: libyaml's events say where everything stands, and the comments between them go to what
/// they stand beside or above.
///
/// A comment on the line of an item belongs to it. One on a line of its own belongs to the item below; at the end of a
/// block it belongs to the innermost list or mapping it is indented as far as.
struct LayoutReader {
    private let source: [Unicode.Scalar]
    private let events: [YAMLEventStream.Event]
    private let comments: [SourceComment]
    private let file: String
    private let reading: Reading
    private var event = 0
    private var comment = 0
    /// Where what was read last ends, and in which line; no line after a text whose end is the start of another.
    private var lastEnd = 0
    private var lastLine: Int?

    /// The layout of a file that has been read without a finding and has line feeds only; nil after a report.
    static func layout(of text: SourceText, _ reading: Reading) -> Layout? {
        do {
            var reader = try LayoutReader(text, reading)
            return reader.layout()
        } catch {
            reading.report(at: SourceLocation(file: text.file, line: error.mark.line + 1), length: 1, error.problem)
            return nil
        }
    }

    private init(_ text: SourceText, _ reading: Reading) throws(YAMLEventStream.Fault) {
        source = Array(String(decoding: text.bytes, as: UTF8.self).unicodeScalars)
        events = try YAMLEventStream.all(of: text.bytes)
        let texts = events.compactMap { if case .scalar = $0.kind { $0.start.index..<$0.end.index } else { nil } }
        comments = SourceComments.all(in: source, outside: texts)
        file = text.file
        self.reading = reading
    }

    private mutating func layout() -> Layout {
        // The starts of the stream and of the document.
        event = 2
        var root = LayoutItem()
        readContent(of: &root, in: nil)
        let rest = takeComments(before: source.count)
        if let beside = rest.beside { root.beside.append(beside) }
        return Layout(root: root, below: rest.above)
    }

    // MARK: Nodes

    /// Reads the next node as the content of `item`.
    ///
    /// - Parameter column: Where the list or mapping it stands in begins.
    private mutating func readContent(of item: inout LayoutItem, in column: Int?) {
        let start = events[event]
        let found = takeComments(before: start.start.index)
        if let beside = found.beside { item.beside.append(beside) }
        switch start.kind {
        case .scalar(let value, _):
            item.addAbove(found.above)
            event += 1
            item.content = .text(text(start, value, in: column, &item))
        default:
            if start.isFlow { item.addAbove(found.above) }
            let carried = start.isFlow ? [] : found.above
            item.content = .collection(collection(start, in: column, carried, &item))
        }
    }

    private mutating func text(
        _ event: YAMLEventStream.Event, _ value: String, in column: Int?, _ item: inout LayoutItem
    ) -> ScalarLines {
        let written = source[event.start.index..<event.end.index]
        guard written.first == "|" || written.first == ">" else {
            lastEnd = max(lastEnd, event.end.index)
            lastLine = event.end.line
            return ScalarLines(flow: written)
        }
        var comment: String?
        let text = ScalarLines(block: written, value: value, in: column, comment: &comment)
        if let comment { item.beside.append(comment) }
        // Blank lines below are part of the text only where it keeps them.
        let end = text.lines[0].contains("+") ? written.endIndex : written.lastIndex { $0 != "\n" && $0 != " " }
        lastEnd = end ?? written.endIndex
        lastLine = nil
        return text
    }

    /// - Parameters:
    ///   - carried: Comments that stand above the first item.
    ///   - owner: The item this is the content of, for comments beside an opening bracket.
    private mutating func collection(
        _ start: YAMLEventStream.Event, in outer: Int?, _ carried: [CommentLine], _ owner: inout LayoutItem
    ) -> LayoutCollection {
        var isMapping = false
        if case .mappingStart = start.kind { isMapping = true }
        var collection = LayoutCollection(isMapping: isMapping, isFlow: start.isFlow)
        if start.isFlow { passed(start) }
        event += 1
        var carried = carried
        while !events[event].isEnd {
            let next = events[event].start
            let found = takeComments(before: next.index)
            if let beside = found.beside { collection.add(beside, orTo: &owner) }
            var item = LayoutItem(above: carried + found.above, hasBlankAbove: hasBlankLine(before: next.index))
            carried = []
            if isMapping { item.key = key() }
            readContent(of: &item, in: start.isFlow ? outer : start.start.column)
            collection.items.append(item)
        }
        let end = events[event]
        event += 1
        // The items of a list may stand in the column of the key above them; what follows there is not theirs.
        let column = start.isFlow ? 0 : max(start.start.column, (outer ?? -1) + 1)
        let found = takeComments(before: end.start.index, from: column)
        if let beside = found.beside { collection.add(beside, orTo: &owner) }
        if collection.items.isEmpty { owner.addAbove(found.above) } else { collection.below = found.above }
        if start.isFlow { passed(end) }
        return collection
    }

    private mutating func key() -> String {
        let key = events[event]
        let written = source[key.start.index..<key.end.index]
        if written.contains("\n") || written.count > Limits.keyScalars {
            reading.report(
                at: SourceLocation(file: file, line: key.start.line + 1, column: key.start.column + 1), length: 1,
                "cannot format a name of several lines or more than \(Limits.keyScalars) characters",
                suggestion: "write a short one on one line")
        }
        passed(key)
        event += 1
        return written.text
    }

    private mutating func passed(_ event: YAMLEventStream.Event) {
        lastEnd = max(lastEnd, event.end.index)
        lastLine = event.end.line
    }

    // MARK: Comments

    /// Takes the comments before `index`, as long as they are indented to `column`: the one beside what was read last,
    /// and those below it.
    private mutating func takeComments(
        before index: Int, from column: Int = 0
    ) -> (beside: String?, above: [CommentLine]) {
        var beside: String?
        var above: [CommentLine] = []
        while comment < comments.count, comments[comment].start < index {
            let next = comments[comment]
            let isBeside = !next.isAlone && next.line == lastLine
            guard isBeside || next.column >= column else { break }
            if isBeside {
                beside = next.text
            } else {
                above.append(CommentLine(text: next.text, hasBlankAbove: hasBlankLine(before: next.start)))
            }
            comment += 1
            lastEnd = next.end
        }
        return (beside, above)
    }

    /// Whether a line without anything stands between what was read last and `index`, or the dash before it.
    private func hasBlankLine(before index: Int) -> Bool {
        guard lastEnd < index else { return false }
        var isBlank = false
        for scalar in source[lastEnd..<index] {
            if scalar == "\n" {
                if isBlank { return true }
                isBlank = true
            } else if scalar == "-" {
                return false
            } else if scalar != " ", scalar != "\t" {
                isBlank = false
            }
        }
        return false
    }
}

extension LayoutCollection {
    /// A comment beside the last item, or beside the bracket that opens the collection.
    fileprivate mutating func add(_ beside: String, orTo owner: inout LayoutItem) {
        if items.isEmpty { owner.beside.append(beside) } else { items[items.count - 1].beside.append(beside) }
    }
}

extension YAMLEventStream.Event {
    fileprivate var isEnd: Bool {
        switch kind {
        case .sequenceEnd, .mappingEnd: true
        default: false
        }
    }
}

extension YAMLEventStream {
    /// All events of a file that is known to be valid.
    fileprivate static func all(of bytes: [UInt8]) throws(Fault) -> [Event] {
        guard let stream = YAMLEventStream(bytes) else {
            throw Fault(
                problem: "no memory to read this file", context: nil, contextLine: nil,
                mark: Mark(index: 0, line: 0, column: 0))
        }
        var events: [Event] = []
        while true {
            let event = try stream.next()
            events.append(event)
            if case .streamEnd = event.kind { return events }
        }
    }
}
