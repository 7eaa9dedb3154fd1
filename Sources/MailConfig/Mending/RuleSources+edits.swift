public import MailRouting

/// How findings are mended where that is safe: what is removed or rewritten means nothing else to anybody, and stands
/// alone where it stands, so that no comment and no neighbour goes with it. Anything else is left to a person.
extension RuleSources {
    /// The changes that mend `finding`; none where only a person can.
    public func edits(for finding: RuleFinding) -> [TextEdit] {
        switch finding.kind {
        case .unusedList, .unusedTime: removingEntry(withKeyAt: finding.location)
        case .duplicateEntry: removingEntry(at: finding.location)
        case .plainRegex: rewritingRegex(at: finding.location)
        case .contradiction, .shadowed, .removedPrefix, .unknownFact, .uselessPriority, .duplicateCondition,
            .missingExample:
            []
        }
    }

    /// Line `number` of `file` as scalars; empty when there is none, or it is too long to be looked at whole.
    private func scalars(_ number: Int, of file: String) -> [Unicode.Scalar] {
        let line = reading.text(of: file)?.line(number).map { Array($0.unicodeScalars) } ?? []
        return line.count < Limits.shownLineScalars ? line : []
    }

    private func isBlank(_ scalars: some Sequence<Unicode.Scalar>) -> Bool { scalars.allSatisfy { $0 == " " } }

    // MARK: Lists and times

    /// A list or a time in lines of its own: all of them.
    private func removingEntry(withKeyAt place: SourceLocation) -> [TextEdit] {
        var edits: [TextEdit] = []
        for file in folder.files {
            file.root.forEachEntry { entry in
                guard entry.key.location == place else { return }
                let lines = place.line...max(place.line, entry.value.lastLine)
                let isAlone = isBlank(scalars(place.line, of: place.file).prefix(place.column - 1))
                if isAlone, endsItsLine(entry.value) { edits = [TextEdit(removing: lines, of: place.file)] }
            }
        }
        return edits
    }

    /// Whether nothing but its own closing brackets follows `node` on the line of its last part.
    private func endsItsLine(_ node: YAMLNode) -> Bool {
        var last = node
        node.forEachScalar {
            if ($0.location.line, $0.location.column) >= (last.location.line, last.location.column) { last = $0 }
        }
        let line = scalars(last.location.line, of: last.location.file)
        let (before, rest) = (
            line.prefix(last.location.column - 1), line.dropFirst(last.location.column - 1 + last.length)
        )
        let opening = before.filter { $0 == "[" || $0 == "{" }.count
        let closing = rest.filter { $0 == "]" || $0 == "}" }.count
        guard !line.isEmpty, opening == closing, rest.allSatisfy({ " ]}".unicodeScalars.contains($0) }) else {
            return false
        }
        let first = scalars(node.location.line, of: node.location.file).dropFirst(node.location.column - 1).first
        return last.location.line == node.location.line || first != "[" && first != "{"
    }

    /// An entry alone on its line, or behind another one in brackets.
    private func removingEntry(at place: SourceLocation) -> [TextEdit] {
        let entries = lists.lists.values.lazy.flatMap(\.entries)
        guard let entry = entries.first(where: { $0.location == place }) else { return [] }
        let line = scalars(place.line, of: place.file)
        guard line.count >= place.column - 1 + entry.length else { return [] }
        let (before, after) = (line.prefix(place.column - 1), line.dropFirst(place.column - 1 + entry.length))
        let isYAML = place.file.hasSuffix(".yaml")
        if isBlank(after), isBlank(isYAML ? before.filter { $0 != "-" } : Array(before)) {
            return [TextEdit(removing: place.line...place.line, of: place.file)]
        }
        guard isYAML, let comma = before.lastIndex(where: { $0 != " " }), before[comma] == "," else { return [] }
        let start = SourceLocation(file: place.file, line: place.line, column: comma + 1)
        return [TextEdit(start, length: place.column - 1 - comma + entry.length, "")]
    }

    // MARK: Regexes

    /// `regex: '^Mahnung'` as `starts-with: "Mahnung"`, where every regex of the condition is the same operator.
    private func rewritingRegex(at place: SourceLocation) -> [TextEdit] {
        var edits: [TextEdit] = []
        for file in folder.files {
            file.root.forEachMapping { entries in
                guard let entry = entries.first(where: { $0.name == "regex" && $0.value.location == place }),
                    let terms = entry.value.scalarItems
                else { return }
                let plain = terms.compactMap { TextCondition.plainForm(ofRegex: $0.spelling ?? "") }
                guard let match = plain.first?.match, plain.count == terms.count,
                    plain.allSatisfy({ $0.match == match }), !entries.contains(where: { $0.name == match.rawValue }),
                    terms.allSatisfy({ $0.lastLine == $0.location.line && $0.length < Limits.shownLineScalars })
                else { return }
                let key = TextEdit(entry.key.location, length: entry.key.length, match.rawValue)
                edits = [key] + zip(terms, plain).map { TextEdit($0.location, length: $0.length, "\"\($1.term)\"") }
            }
        }
        return edits
    }
}

extension YAMLNode {
    fileprivate func forEachMapping(_ body: ([YAMLEntry]) -> Void) {
        switch content {
        case .scalar: break
        case .sequence(let items): for item in items { item.forEachMapping(body) }
        case .mapping(let entries):
            body(entries)
            for entry in entries { entry.value.forEachMapping(body) }
        }
    }

    /// Itself, or the items of a list; nil where there is something else among them.
    fileprivate var scalarItems: [YAMLNode]? {
        switch content {
        case .scalar: [self]
        case .sequence(let items): items.allSatisfy { $0.spelling != nil } ? items : nil
        case .mapping: nil
        }
    }
}
