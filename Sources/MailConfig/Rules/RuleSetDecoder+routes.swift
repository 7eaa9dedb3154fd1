import MailRouting

/// `routes:` — lines, groups and `otherwise`.
extension RuleSetDecoder {
    /// What the lines of a group take over when they give nothing of their own.
    struct Inheritance {
        var department: DepartmentName?
        var folder: MailboxName?
        var acknowledge: AcknowledgementRule?
        /// The keys the group gives, also where their values could not be read.
        var keys: Set<String> = []
    }

    /// The entries of `routes:` in one file.
    func routes(_ node: YAMLNode, in file: RuleFolder.File) {
        for item in items(node, "routes") {
            let kind = item.firstKey(of: ["group", "file", "otherwise"])
            if let otherwisePlace, file.isMain, kind != "otherwise" {
                reading.report(
                    at: item, "no route can follow 'otherwise'",
                    suggestion: "move it above line \(otherwisePlace.line)")
            }
            switch kind {
            case "group": if let group = group(item, in: file) { routes.append(.group(group)) }
            case "file": refuseFile(item)
            case "otherwise": otherwise(item, isMain: file.isMain)
            default:
                guard let line = routeLine(item, Inheritance(), in: file) else { continue }
                if line.condition == nil {
                    reading.report(
                        at: item, "line '\(line.id)' has no condition, so no route below it would ever be reached",
                        suggestion: "add one, or make it 'otherwise'")
                }
                routes.append(.line(line))
            }
        }
    }

    /// Takes note of a name that `order:` must give.
    private func place(_ name: String?, _ node: YAMLNode?, in file: RuleFolder.File) {
        guard let name, let node else { return }
        places.append(RoutePlace(name: name, node: node, file: file.name))
    }

    private func group(_ node: YAMLNode, in file: RuleFolder.File) -> RouteGroup? {
        guard let fields = Fields(node, KnownKeys.routeGroup, of: "the group", reading) else { return nil }
        let name = fields.required("group", reading.name)
        if let name, let first = groups.updateValue(node.location, forKey: name) {
            reading.report(
                at: fields["group"] ?? node, "duplicate group '\(name)'",
                suggestion: "it is already given in \(first.short)")
        } else {
            place(name, fields["group"], in: file)
        }
        let condition = fields.optional("when") { conditions().whole($0, depth: 1) }
        let inheritance = Inheritance(
            department: fields.optional("department", department), folder: fields.optional("folder", reading.mailbox),
            acknowledge: fields.optional("acknowledge", acknowledgement), keys: Set(fields.entries.map(\.name)))
        let lines = lines(fields, inheritance)
        if let node = fields["examples"] { examples(node) }
        guard let name else { return nil }
        // A group without a condition is there for what its lines share: it always holds.
        return RouteGroup(name: name, condition: condition ?? .all([]), lines: lines, location: node.location)
    }

    private func lines(_ group: Fields, _ inheritance: Inheritance) -> [RouteLine] {
        let nodes = group.required("lines") { items($0, "lines") } ?? []
        if nodes.isEmpty, let key = group.keyNode("lines") { reading.report(at: key, "the group has no lines") }
        return nodes.enumerated().compactMap { number, item in
            guard let line = routeLine(item, inheritance, in: nil) else { return nil }
            if line.condition == nil, number < nodes.count - 1 {
                reading.report(
                    at: item, "line '\(line.id)' has no condition, so no line below it would ever be reached",
                    suggestion: "add one, or make it the last of its group")
            }
            return line
        }
    }

    /// What placed the routes of a file before there was `order:`.
    private func refuseFile(_ node: YAMLNode) {
        guard case .mapping(let entries) = node.content, let entry = entries.first(where: { $0.name == "file" }) else {
            return
        }
        reading.report(
            at: entry.key, "routes have their place by name, not by file",
            suggestion: "name the groups and lines of \(entry.value.spelling ?? "the file") in 'order' at the top of "
                + RuleFolder.mainName)
    }

    private func otherwise(_ node: YAMLNode, isMain: Bool) {
        guard let outer = Fields(node, KnownKeys.routeEnd, of: "the entry", reading), let inner = outer["otherwise"]
        else { return }
        if !isMain {
            reading.report(at: node, "only \(RuleFolder.mainName) may hold 'otherwise'")
        } else if let otherwisePlace {
            reading.report(
                at: node, "duplicate 'otherwise'", suggestion: "it is already given in line \(otherwisePlace.line)")
        } else {
            otherwisePlace = node.location
        }
        guard
            let fields = Fields(
                inner, KnownKeys.otherwise, of: "otherwise", anchor: outer.keyNode("otherwise"), reading)
        else { return }
        if let line = output(fields, condition: nil, Inheritance()), otherwise == nil { otherwise = line }
    }

    /// - Parameter file: Nil for a line of a group, which has its place there.
    private func routeLine(_ node: YAMLNode, _ inheritance: Inheritance, in file: RuleFolder.File?) -> RouteLine? {
        guard let fields = Fields(node, KnownKeys.routeLine, of: "the line", reading) else { return nil }
        let line = output(fields, condition: conditions().condition(in: fields), inheritance)
        // Also where the line itself is not right: its examples and the order are not to blame.
        let id = line?.id ?? fields["id"]?.spelling.map { RuleID($0) }
        if let file { place(id?.rawValue, fields["id"], in: file) }
        if let node = fields["examples"] { examples(node, of: id) }
        return line
    }

    private func output(_ fields: Fields, condition: Condition?, _ inheritance: Inheritance) -> RouteLine? {
        let id = id(fields)
        if let id { routeIDs.insert(id) }
        let department = fields.optional("department", department) ?? inheritance.department
        if !fields.has("department"), !inheritance.keys.contains("department") { fields.missing("department") }
        let folder = fields.optional("folder", reading.mailbox) ?? inheritance.folder
        let acknowledge = fields.optional("acknowledge", acknowledgement) ?? inheritance.acknowledge
        if !fields.has("acknowledge"), !inheritance.keys.contains("acknowledge") {
            fields.missing("acknowledge", hint: "write the name of a template, or 'acknowledge: none'")
        }
        guard let id, let department, let acknowledge else { return nil }
        return RouteLine(
            id: id, condition: condition, department: department, folder: folder, acknowledge: acknowledge,
            location: fields.node.location)
    }
}

extension YAMLNode {
    /// The first of `keys` that a mapping has.
    func firstKey(of keys: [String]) -> String? {
        guard case .mapping(let entries) = content else { return nil }
        return keys.first { key in entries.contains { $0.name == key } }
    }
}
