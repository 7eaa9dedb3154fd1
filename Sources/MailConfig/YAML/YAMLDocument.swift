import MailRouting

/// Builds the nodes of a file from libyaml's events, refusing what the language leaves out.
///
/// Aliases, anchors and tags are refused, so a small file cannot become a large tree; depth and number of nodes are
/// limited while reading, before libyaml has done the work.
struct YAMLDocument {
    private let text: SourceText
    private let stream: YAMLEventStream
    private let reading: Reading
    private var nodes = 0

    /// Ends the reading of one file; the finding has already been reported, or comes from libyaml.
    private struct Stop: Error {}

    /// The root of the one document in `text`; nil after reporting what is wrong with it.
    static func root(of text: SourceText, _ reading: Reading) -> YAMLNode? {
        guard TextInspection.passes(text, reading) else { return nil }
        guard let stream = YAMLEventStream(text.bytes) else {
            reading.report(at: SourceLocation(file: text.file, line: 1), length: 1, "no memory to read this file")
            return nil
        }
        var document = YAMLDocument(text: text, stream: stream, reading: reading)
        do {
            return try document.read()
        } catch {
            return nil
        }
    }

    private init(text: SourceText, stream: YAMLEventStream, reading: Reading) {
        self.text = text
        self.stream = stream
        self.reading = reading
    }

    private mutating func read() throws(Stop) -> YAMLNode {
        _ = try next()
        let first = try next()
        if case .streamEnd = first.kind {
            throw stop(SourceLocation(file: text.file, line: 1), 1, "the file is empty")
        }
        let root = try node(from: try next(), depth: 1)
        _ = try next()
        let after = try next()
        if case .documentStart = after.kind {
            throw stop(place(after.start), 3, "a second document begins here", "one file holds one document")
        }
        return root
    }

    private mutating func node(from event: YAMLEventStream.Event, depth: Int) throws(Stop) -> YAMLNode {
        nodes += 1
        try refuseExtras(event)
        guard nodes <= Limits.nodes else {
            throw stop(place(event.start), 1, "more than \(Limits.nodes) values in one file")
        }
        switch event.kind {
        case .scalar(let value, let isPlain):
            guard value.utf8.count <= Limits.scalarBytes else {
                throw stop(place(event.start), 1, "a text of more than \(Limits.scalarBytes) octets")
            }
            return node(.scalar(value, isPlain: isPlain), event)
        case .sequenceStart:
            try checkDepth(depth, event)
            return try sequence(event, depth: depth)
        case .mappingStart:
            try checkDepth(depth, event)
            return try mapping(event, depth: depth)
        default:
            throw stop(place(event.start), 1, "not valid YAML")
        }
    }

    private mutating func sequence(_ start: YAMLEventStream.Event, depth: Int) throws(Stop) -> YAMLNode {
        var items: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return node(.sequence(items), start) }
            items.append(try node(from: event, depth: depth + 1))
        }
    }

    private mutating func mapping(_ start: YAMLEventStream.Event, depth: Int) throws(Stop) -> YAMLNode {
        var entries: [YAMLEntry] = []
        var names = NameLines()
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { return node(.mapping(entries), start) }
            let key = try node(from: event, depth: depth + 1)
            let value = try node(from: try next(), depth: depth + 1)
            guard let name = key.spelling, !key.isNull else {
                reading.report(at: key, "expected a name before ':', found \(key.kind)")
                continue
            }
            if let line = names.add(name, key.location.line) {
                reading.report(
                    at: key, "duplicate key \(name.quotedForFinding)", suggestion: "it is already given in line \(line)"
                )
                continue
            }
            entries.append(YAMLEntry(key: key, value: value))
        }
    }

    private func checkDepth(_ depth: Int, _ event: YAMLEventStream.Event) throws(Stop) {
        guard depth > Limits.depth else { return }
        throw stop(place(event.start), 1, "more than \(Limits.depth) lists and mappings inside each other")
    }

    private func refuseExtras(_ event: YAMLEventStream.Event) throws(Stop) {
        if case .alias = event.kind {
            throw stop(place(event.start), length(event), "aliases (*name) are not supported", "write the value again")
        }
        if event.hasAnchor {
            throw stop(place(event.start), 1, "anchors (&name) are not supported", "put a text with '&' in quotes")
        }
        if event.hasTag {
            throw stop(place(event.start), 1, "tags (!name) are not supported", "put a text with '!' in quotes")
        }
    }

    private func next() throws(Stop) -> YAMLEventStream.Event {
        do {
            return try stream.next()
        } catch {
            let started = error.contextLine.map { $0 == error.mark.line + 1 ? "" : " that begins in line \($0)" } ?? ""
            let context = error.context.map { "\($0)\(started): " } ?? ""
            throw stop(place(error.mark), 1, context + error.problem)
        }
    }

    private func node(_ content: YAMLNode.Content, _ event: YAMLEventStream.Event) -> YAMLNode {
        YAMLNode(content: content, location: place(event.start), length: length(event))
    }

    /// A node over several lines is underlined to the end of its first: the caret line is cut there anyway.
    private func length(_ event: YAMLEventStream.Event) -> Int {
        event.start.line == event.end.line ? max(1, event.end.column - event.start.column) : Limits.shownLineScalars
    }

    private func place(_ mark: YAMLEventStream.Mark) -> SourceLocation {
        SourceLocation(file: text.file, line: mark.line + 1, column: mark.column + 1)
    }

    private func stop(_ place: SourceLocation, _ length: Int, _ message: String, _ suggestion: String? = nil) -> Stop {
        reading.report(at: place, length: length, message, suggestion: suggestion)
        return Stop()
    }
}

/// The names of one mapping and the lines they stand in.
private struct NameLines {
    private var first: [(name: String, line: Int)] = []
    private var others: [String: Int] = [:]

    /// The line `name` already stands in; nil when it is new, and is remembered.
    mutating func add(_ name: String, _ line: Int) -> Int? {
        if let known = first.first(where: { $0.name == name })?.line ?? others[name] { return known }
        // A handful is faster compared than hashed, and nearly every mapping is one.
        if first.count < 8 { first.append((name, line)) } else { others[name] = line }
        return nil
    }
}
