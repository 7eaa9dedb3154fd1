import MailRouting

/// A group, or a line outside of groups: what `order:` puts in its place.
struct RoutePlace {
    let name: String
    /// Where it is named.
    let node: YAMLNode
    let file: String
}

/// `order:` in main.yaml names every route of all files, top to bottom. The names of files and the order they are read
/// in therefore never change a decision.
extension RuleSetDecoder {
    /// - Parameter allRead: False where a file could not be read: what is not known may stand in it.
    func order(_ main: Fields, allRead: Bool) {
        guard let node = main["order"], let key = main.keyNode("order") else {
            requireOrder(main)
            return
        }
        refuseSharedNames()
        let known = Set(places.map(\.name))
        var positions: [String: (Int, YAMLNode)] = [:]
        for item in reading.list("names", { $0 })(node) ?? [] {
            guard let name = reading.text(item) else { continue }
            if let (_, first) = positions[name] {
                reading.report(
                    at: item, "\(name.quotedForFinding) stands twice in the order",
                    suggestion: "it is already in line \(first.location.line)")
                continue
            }
            positions[name] = (positions.count, item)
            if allRead, !known.contains(name), !reading.isFull { refuse(name, item) }
        }
        for place in places where positions[place.name] == nil {
            reading.report(
                at: place.node, "the order of the routes does not name \(place.name.quotedForFinding)",
                suggestion: "add '\(place.name)' to the order in \(key.location.short)")
        }
        routes.sort { (positions[$0.name]?.0 ?? .max) < (positions[$1.name]?.0 ?? .max) }
    }

    /// Routes of one file are in the order they are written in; those of several are in none.
    private func requireOrder(_ main: Fields) {
        let files = Set(places.map(\.file))
        guard files.count > 1 else { return }
        let shown = places.prefix(Limits.suggestedNames).map(\.name).joined(separator: ", ")
        let more = places.count > Limits.suggestedNames ? ", ..." : ""
        reading.report(
            at: main.keyNode("routes") ?? main.node, "the routes of \(files.count) files have no order",
            suggestion: "add 'order: [\(shown)\(more)]' to \(RuleFolder.mainName), first to last")
    }

    /// A name that is none of a route.
    private func refuse(_ name: String, _ item: YAMLNode) {
        if name == "otherwise" || otherwise?.id.rawValue == name {
            reading.report(at: item, "'otherwise' always comes last", suggestion: "leave it out of the order")
        } else if let group = routes.first(where: { $0.has(RuleID(name)) }) {
            reading.report(
                at: item, "\(name.quotedForFinding) is a line of a group",
                suggestion: "name the group '\(group.name)'")
        } else {
            reading.report(
                at: item, "there is no group or line \(name.quotedForFinding)",
                suggestion: Spelling.question(Spelling.closest(to: name, among: places.map(\.name))))
        }
    }

    /// A group and a line of one name could not be told apart.
    private func refuseSharedNames() {
        var first: [String: RoutePlace] = [:]
        for place in places {
            guard let other = first.updateValue(place, forKey: place.name) else { continue }
            guard groups[place.name] != nil, ids[RuleID(place.name)] != nil else { continue }
            reading.report(
                at: place.node, "a group and a line have the name \(place.name.quotedForFinding)",
                suggestion: "rename one of them; the other is in \(other.node.location.short)")
        }
    }
}

extension Route {
    fileprivate var name: String {
        switch self {
        case .line(let line): line.id.rawValue
        case .group(let group): group.name
        }
    }

    fileprivate func has(_ id: RuleID) -> Bool {
        if case .group(let group) = self { group.lines.contains { $0.id == id } } else { false }
    }
}
