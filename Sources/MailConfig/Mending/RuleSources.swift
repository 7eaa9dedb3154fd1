public import MailRouting

/// The files of a rules folder as they were written: what is said about lists, where findings are shown, and which of
/// them can be mended without changing a decision.
public struct RuleSources {
    let folder: RuleFolder
    let lists: ListTable
    private let times: TimeTable
    let reading: Reading
    /// The keys and values of all files, by the places they begin at.
    private let scalars: [SourceLocation: YAMLNode]

    init(_ folder: RuleFolder, _ lists: ListTable, _ times: TimeTable, _ reading: Reading) {
        self.folder = folder
        self.lists = lists
        self.times = times
        self.reading = reading
        var scalars: [SourceLocation: YAMLNode] = [:]
        for file in folder.files { file.root.forEachScalar { scalars[$0.location] = $0 } }
        self.scalars = scalars
    }

    /// Lists and times nobody uses, and entries that are there twice.
    public var findings: [RuleFinding] { lists.names.flatMap { findings(about: $0) } + unusedTimes }

    private var unusedTimes: [RuleFinding] {
        times.names.compactMap { name in
            guard let time = times[name], !time.isUsed else { return nil }
            return RuleFinding(
                .unusedTime, at: time.key.location, "no line uses the time '\(name)'",
                suggestion: "remove it, or name it in a line")
        }
    }

    private func findings(about name: String) -> [RuleFinding] {
        guard let list = lists[name] else { return [] }
        if !list.isUsed {
            return [
                RuleFinding(
                    .unusedList, at: list.key.location, "no line uses the list '\(name)'",
                    suggestion: "remove it, or name it in a line")
            ]
        }
        var first: [[[UInt8]]: ListEntry] = [:]
        return list.entries.compactMap { entry in
            let form = list.form(of: entry)
            guard let same = first[form] else {
                first[form] = entry
                return nil
            }
            return RuleFinding(
                .duplicateEntry, at: entry.location,
                "\(entry.text.quotedForFinding) is in the list '\(name)' already, as "
                    + "\(same.text.quotedForFinding) in line \(same.location.line)",
                suggestion: "remove it", related: [same.location])
        }
    }

    /// The finding with its line and caret.
    public func diagnostic(_ finding: RuleFinding) -> Diagnostic {
        Diagnostic(
            finding.kind.severity, at: finding.location, length: length(at: finding.location), finding.message,
            suggestion: finding.suggestion, sourceLine: reading.sourceLine(finding.location))
    }

    /// Columns of what stands at a place: of a key, a value, an entry of a list.
    private func length(at location: SourceLocation) -> Int {
        if let scalar = scalars[location] { return scalar.length }
        for list in lists.lists.values {
            for entry in list.entries where entry.location == location { return entry.length }
        }
        return 1
    }

    /// Where a file is that findings show as `file`.
    public func path(of file: String) -> String { folder.path(ofShown: file) }
}

extension YAMLNode {
    func forEachScalar(_ body: (YAMLNode) -> Void) {
        switch content {
        case .scalar: body(self)
        case .sequence(let items): for item in items { item.forEachScalar(body) }
        case .mapping(let entries):
            for entry in entries {
                body(entry.key)
                entry.value.forEachScalar(body)
            }
        }
    }

    /// Calls `body` with every key and value.
    func forEachEntry(_ body: (YAMLEntry) -> Void) {
        switch content {
        case .scalar: break
        case .sequence(let items): for item in items { item.forEachEntry(body) }
        case .mapping(let entries):
            for entry in entries {
                body(entry)
                entry.value.forEachEntry(body)
            }
        }
    }

    /// The last line on which something of it begins.
    var lastLine: Int {
        var last = location.line
        forEachScalar { last = max(last, $0.location.line) }
        return last
    }
}
