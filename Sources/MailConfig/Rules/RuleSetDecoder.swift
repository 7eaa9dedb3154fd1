import MailRouting

/// Turns the files of a rules folder into one `RuleSet`. Lines and examples are in the files beside this one.
///
/// Two passes: lists first, because every file may use the lists of every other; then lines. Whether ids are unique,
/// whether `gives` names a line and where each file's routes stand is checked at the end, over all files.
final class RuleSetDecoder {
    let folder: RuleFolder
    let names: RuleNames
    let reading: Reading
    private(set) var lists = ListTable()
    var priorityLines: [PriorityLine] = []
    var also: [AlsoLine] = []
    var otherwise: RouteLine?
    /// Where `otherwise` stands, also when it could not be read.
    var otherwisePlace: SourceLocation?
    /// Where each id was given first.
    var ids: [RuleID: SourceLocation] = [:]
    var groups: [String: SourceLocation] = [:]
    /// The ids an example may expect.
    var routeIDs: Set<RuleID> = []
    var pendingExamples: [(example: RuleExample, node: YAMLNode)] = []
    /// `- file: NAME` in main.yaml, by name.
    var placedFiles: [String: YAMLNode] = [:]
    private var defaultPriority: Priority?

    init(_ folder: RuleFolder, names: RuleNames, _ reading: Reading) {
        self.folder = folder
        self.names = names
        self.reading = reading
    }

    /// A route, or the place where the routes of another file stand.
    enum Placed {
        case route(Route)
        case file(String)
    }

    /// Nil only after a report.
    func decode(_ digest: ([UInt8]) -> String) -> RuleSet? {
        let opened = folder.files.compactMap { file in
            Fields(file.root, KnownKeys.ruleFile, of: "the rule file", reading).map { (file: file, fields: $0) }
        }
        for (_, fields) in opened {
            checkVersion(fields)
            if let node = fields["lists"] { lists.add(node, from: folder, reading) }
        }
        var routes: [String: [Placed]] = [:]
        for (file, fields) in opened {
            if let node = fields["priority"] { priority(node, isMain: file.isMain) }
            if let node = fields["routes"] { routes[file.name] = self.routes(node, isMain: file.isMain) }
            if let node = fields["also"] { also += items(node, "lines").compactMap(alsoLine) }
            if let node = fields["examples"] { examples(node) }
            if !file.isMain, let key = fields.keyNode("routes"), placedFiles[file.name] == nil, folder.hasReadMain {
                reading.report(
                    at: key, "\(RuleFolder.mainName) does not say where these routes stand",
                    suggestion: "add '- file: \(file.name)' to its routes")
            }
        }
        for (name, node) in placedFiles where !folder.names.contains(name) {
            reading.report(
                at: node, "there is no rule file \(name.quotedForFinding)",
                suggestion: Spelling.question(Spelling.closest(to: name, among: folder.names)))
        }
        for (name, node) in placedFiles where folder.isRead(name) && routes[name] == nil {
            reading.report(at: node, "\(name) has no routes")
        }
        if let main = opened.first(where: \.file.isMain) { checkOtherwise(main.fields) }
        checkExamples()
        guard let otherwise else { return nil }
        return RuleSet(
            version: digest(folder.everything), defaultPriority: defaultPriority ?? .normal,
            priorityLines: priorityLines, routes: flat(routes), otherwise: otherwise, also: also,
            examples: pendingExamples.map(\.example))
    }

    private func checkVersion(_ fields: Fields) {
        _ = fields.required("version", hint: "write 'version: 1' as the first line") { node -> Int? in
            guard node.integer == 1 else {
                return reading.expected("version 1", node, suggestion: "this mailroom reads version 1")
            }
            return 1
        }
    }

    private func priority(_ node: YAMLNode, isMain: Bool) {
        guard let fields = Fields(node, KnownKeys.priority, of: "priority", reading) else { return }
        let words = Priority.allCases.reversed().map { ($0.name, $0) }
        if let value = fields.optional("default", reading.word("a priority", words)) {
            defaultPriority = value
            if !isMain, let key = fields.keyNode("default") {
                reading.report(at: key, "only \(RuleFolder.mainName) may give the default priority")
            }
        }
        if let lines = fields["lines"] { priorityLines += items(lines, "lines").compactMap(priorityLine) }
    }

    private func checkOtherwise(_ main: Fields) {
        guard otherwisePlace == nil else { return }
        reading.report(
            at: main.keyNode("routes") ?? main.node, "the routes lack 'otherwise', so a message could match nothing",
            suggestion: "end them with '- otherwise: {id: fallback, department: ..., acknowledge: ...}'")
    }

    /// The routes of main.yaml with those of the files in their places.
    private func flat(_ routes: [String: [Placed]]) -> [Route] {
        (routes[RuleFolder.mainName] ?? []).flatMap { placed -> [Route] in
            switch placed {
            case .route(let route): return [route]
            case .file(let name):
                return (routes[name] ?? []).compactMap { if case .route(let route) = $0 { route } else { nil } }
            }
        }
    }

    /// The items of a list; nothing at all counts as an empty one.
    func items(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
        switch node.content {
        case .sequence(let items): return items
        case .scalar where node.isNull: return []
        default:
            reading.report(at: node, "expected a list of \(what), found \(node.kind)")
            return []
        }
    }

    var conditions: ConditionDecoder {
        ConditionDecoder(lists: lists, names: names, mayAskPriority: true, reading: reading)
    }
}
