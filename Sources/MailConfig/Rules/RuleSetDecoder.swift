import MailRouting

/// Turns the files of a rules folder into one `RuleSet`. Lines, examples and the order of the routes are in the files
/// beside this one.
///
/// Two passes: lists and times first, because every file may use those of every other; then lines. Whether ids are
/// unique, whether `gives` names a line and where each route stands is checked at the end, over all files.
final class RuleSetDecoder {
    let folder: RuleFolder
    let names: RuleNames
    let reading: Reading
    private(set) var lists = ListTable()
    private(set) var times: TimeTable
    /// The `zone:` of main.yaml.
    private(set) var zone: Zone?
    var priorityLines: [PriorityLine] = []
    var routes: [Route] = []
    /// The names `order:` may give, also of routes that could not be read.
    var places: [RoutePlace] = []
    var also: [AlsoLine] = []
    var otherwise: RouteLine?
    /// Where `otherwise` stands, also when it could not be read.
    var otherwisePlace: SourceLocation?
    /// Where each id was given first.
    var ids: [RuleID: SourceLocation] = [:]
    var groups: [String: SourceLocation] = [:]
    /// The ids an example may expect.
    var routeIDs: Set<RuleID> = []
    var pendingExamples: [PendingExample] = []
    private var defaultPriority: Priority?

    init(_ folder: RuleFolder, names: RuleNames, _ reading: Reading) {
        self.folder = folder
        self.names = names
        self.reading = reading
        times = TimeTable(TimeDecoder(zone: nil, folder: folder, reading))
    }

    /// Nil only after a report.
    func decode(_ digest: ([UInt8]) -> String) -> RuleSet? {
        let files = folder.files.compactMap { file in
            Fields(file.root, KnownKeys.ruleFile, of: "the rule file", reading).map { (file: file, fields: $0) }
        }
        let main = files.first { $0.file.isMain }?.fields
        for (file, fields) in files { refuseWhatMainGives(file, fields) }
        zone = main?.optional("zone", reading.zone)
        times = TimeTable(TimeDecoder(zone: zone, folder: folder, reading))
        for (_, fields) in files {
            checkVersion(fields)
            if let node = fields["lists"] { lists.add(node, from: folder, reading) }
            if let node = fields["times"] { times.add(node, reading) }
        }
        for (file, fields) in files {
            if let node = fields["priority"] { priority(node, isMain: file.isMain) }
            if let node = fields["routes"] { routes(node, in: file) }
            if let node = fields["also"] { also += items(node, "lines").compactMap(alsoLine) }
            if let node = fields["examples"] { examples(node) }
        }
        if let main {
            checkOtherwise(main)
            order(main, allRead: files.count == folder.names.count)
        }
        let examples = readExamples()
        guard let otherwise else { return nil }
        return RuleSet(
            version: digest(folder.everything), defaultPriority: defaultPriority ?? .normal,
            priorityLines: priorityLines, routes: routes, otherwise: otherwise, also: also, examples: examples)
    }

    private func checkVersion(_ fields: Fields) {
        _ = fields.required("version", hint: "write 'version: 1' as the first line") { node -> Int? in
            guard node.integer == 1 else {
                return reading.expected("version 1", node, suggestion: "this mailroom reads version 1")
            }
            return 1
        }
    }

    /// What counts for all files stands in one of them.
    private func refuseWhatMainGives(_ file: RuleFolder.File, _ fields: Fields) {
        for (key, what) in [("zone", "the time zone"), ("order", "the order of the routes")] where !file.isMain {
            guard let node = fields.keyNode(key) else { continue }
            reading.report(at: node, "only \(RuleFolder.mainName) may give \(what)")
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

    func items(_ node: YAMLNode, _ what: String) -> [YAMLNode] { reading.items(what)(node) }

    func conditions(mayAskPriority: Bool = true) -> ConditionDecoder {
        ConditionDecoder(lists: lists, times: times, names: names, mayAskPriority: mayAskPriority, reading: reading)
    }
}
