import MailRouting

/// Priority lines, route lines and groups, `otherwise`, `also` lines.
extension RuleSetDecoder {
    func priorityLine(_ node: YAMLNode) -> PriorityLine? {
        guard let fields = Fields(node, KnownKeys.priorityLine, of: "the priority line", reading) else { return nil }
        let id = id(fields)
        let words = Priority.allCases.reversed().map { ($0.name, $0) }
        let priority = fields.required("is", reading.word("a priority", words))
        let decoder = ConditionDecoder(lists: lists, names: names, mayAskPriority: false, reading: reading)
        let condition = required(decoder.condition(in: fields), fields)
        guard let id, let priority, let condition else { return nil }
        return PriorityLine(id: id, condition: condition, priority: priority, location: node.location)
    }

    func alsoLine(_ node: YAMLNode) -> AlsoLine? {
        guard let fields = Fields(node, KnownKeys.alsoLine, of: "the also line", reading) else { return nil }
        let id = id(fields)
        let keywords = fields.required("keyword", reading.list("keywords", minimum: 1, keyword))
        let condition = required(conditions.condition(in: fields), fields)
        guard let id, let keywords, let condition else { return nil }
        return AlsoLine(id: id, condition: condition, keywords: keywords, location: node.location)
    }

    /// The entries of `routes:` in one file.
    func routes(_ node: YAMLNode, isMain: Bool) -> [Placed] {
        var placed: [Placed] = []
        for item in items(node, "routes") {
            let kind = item.firstKey(of: ["group", "file", "otherwise"])
            if let otherwisePlace, isMain, kind != "otherwise" {
                reading.report(
                    at: item, "no route can follow 'otherwise'",
                    suggestion: "move it above line \(otherwisePlace.line)")
            }
            switch kind {
            case "group": if let group = group(item) { placed.append(.route(.group(group))) }
            case "file": if let name = file(item, isMain: isMain) { placed.append(.file(name)) }
            case "otherwise": otherwise(item, isMain: isMain)
            default:
                guard let line = routeLine(item, department: nil) else { continue }
                if line.condition == nil {
                    reading.report(
                        at: item, "line '\(line.id)' has no condition, so no route below it would ever be reached",
                        suggestion: "add one, or make it 'otherwise'")
                }
                placed.append(.route(.line(line)))
            }
        }
        return placed
    }

    private func group(_ node: YAMLNode) -> RouteGroup? {
        guard let fields = Fields(node, KnownKeys.routeGroup, of: "the group", reading) else { return nil }
        let name = fields.required("group", reading.name)
        if let name, let first = groups.updateValue(node.location, forKey: name) {
            reading.report(
                at: fields["group"] ?? node, "duplicate group '\(name)'",
                suggestion: "it is already given in \(first.short)")
        }
        let condition = fields.required("when") { conditions.whole($0, depth: 1) }
        let department = fields.optional("department", department)
        let hasDepartment = fields.has("department")
        let nodes = fields.required("lines") { items($0, "lines") } ?? []
        if nodes.isEmpty, let key = fields.keyNode("lines") { reading.report(at: key, "the group has no lines") }
        var lines: [RouteLine] = []
        for (number, item) in nodes.enumerated() {
            guard let line = routeLine(item, department: department, isInherited: hasDepartment) else { continue }
            if line.condition == nil, number < nodes.count - 1 {
                reading.report(
                    at: item, "line '\(line.id)' has no condition, so no line below it would ever be reached",
                    suggestion: "add one, or make it the last of its group")
            }
            lines.append(line)
        }
        if let node = fields["examples"] { examples(node) }
        guard let name, let condition else { return nil }
        return RouteGroup(name: name, condition: condition, lines: lines, location: node.location)
    }

    private func file(_ node: YAMLNode, isMain: Bool) -> String? {
        guard let fields = Fields(node, KnownKeys.routeFile, of: "the file entry", reading),
            let name = fields.required("file", reading.text), let place = fields["file"]
        else { return nil }
        guard isMain else {
            reading.report(at: place, "only \(RuleFolder.mainName) may say where the routes of a file stand")
            return nil
        }
        if let first = placedFiles[name] {
            reading.report(
                at: place, "the routes of \(name.quotedForFinding) already stand in line \(first.location.line)")
            return nil
        }
        placedFiles[name] = place
        return name
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
        if let line = output(fields, condition: nil, department: nil, isInherited: false), otherwise == nil {
            otherwise = line
        }
    }

    /// - Parameter department: That of the group, taken when the line has none of its own.
    private func routeLine(_ node: YAMLNode, department: DepartmentName?, isInherited: Bool = false) -> RouteLine? {
        guard let fields = Fields(node, KnownKeys.routeLine, of: "the line", reading) else { return nil }
        let condition = conditions.condition(in: fields)
        let line = output(fields, condition: condition, department: department, isInherited: isInherited)
        // Also where the line itself is not right: its examples are not to blame.
        let id = line?.id ?? fields["id"]?.spelling.map { RuleID($0) }
        if let node = fields["examples"] { examples(node, of: id) }
        return line
    }

    private func output(
        _ fields: Fields, condition: Condition?, department inherited: DepartmentName?, isInherited: Bool
    ) -> RouteLine? {
        let id = id(fields)
        if let id { routeIDs.insert(id) }
        let own = fields.optional("department", department)
        if !fields.has("department"), !isInherited { fields.missing("department") }
        let folder = fields.optional("folder", reading.mailbox)
        let acknowledge = fields.required(
            "acknowledge", hint: "write the name of a template, or 'acknowledge: none'", template)
        guard let id, let department = own ?? inherited, let acknowledge else { return nil }
        return RouteLine(
            id: id, condition: condition, department: department, folder: folder,
            acknowledge: acknowledge == "none" ? .none : .always(acknowledge), location: fields.node.location)
    }

    private func required(_ condition: Condition?, _ fields: Fields) -> Condition? {
        if condition == nil {
            reading.report(at: fields.node, "\(fields.owner) has no condition", suggestion: "add 'when: {...}'")
        }
        return condition
    }
}

extension YAMLNode {
    /// The first of `keys` that a mapping has.
    fileprivate func firstKey(of keys: [String]) -> String? {
        guard case .mapping(let entries) = content else { return nil }
        return keys.first { key in entries.contains { $0.name == key } }
    }
}
