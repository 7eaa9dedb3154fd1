import MailRehearsal
import MailRouting

/// Turns the nodes of `simulation.yaml` into a `SimulationPlan`; its parts are in the files beside this one.
struct SimulationDecoder {
    let root: YAMLNode
    let reading: Reading
    private let allowedDomains: [String]

    init(_ root: YAMLNode, allowing allowedDomains: [String], _ reading: Reading) {
        self.root = root
        self.reading = reading
        self.allowedDomains = allowedDomains.map { $0.lowercased() }
    }

    /// Nil only after a report.
    func decode() -> SimulationPlan? {
        guard let fields = Fields(root, KnownKeys.simulation, of: "the simulation", reading) else { return nil }
        _ = fields.required("version", hint: "write 'version: 1' as the first line") { node -> Int? in
            guard node.integer == 1 else {
                return reading.expected("version 1", node, suggestion: "this mailroom reads version 1")
            }
            return 1
        }
        let names = SimulationNames(fields)
        let zone = fields.required("zone", reading.zone)
        let windows = fields.required("windows", windows)
        let domain = fields.required("domain", reading.host)
        let german = fields.optional("german", reading.integer(0...100, "a number of a hundred messages"))
        let week = fields.required("week") { self.week($0, names) } ?? []
        let senders = named(fields, "senders", "sender group") { self.senderGroup($0, $1, names) }
        let values = entries(fields["values"]).compactMap { entry in
            words(entry.value, of: "the values of '\(entry.name)'", named: entry.name, anchor: entry.key)
        }
        let types = named(fields, "messages", "kind of message") { self.messageType($0, $1, names) }
        let people = fields.required("people") { words($0, of: "the people", named: "people") }
        let noise = fields["noise"].map(noise) ?? NoiseShares.none
        let themes = named(fields, "themes", "theme") { self.theme($0, $1, names) }
        checkSenders(of: week, senders, fields)
        guard let zone, let windows, let domain, let people, let noise else { return nil }
        return SimulationPlan(
            zone: zone, windows: windows, domain: domain, germanPercent: german ?? 50, week: week, senders: senders,
            types: types, values: values, people: people, noise: noise, themes: themes)
    }

    // MARK: Times and figures

    private func windows(_ node: YAMLNode) -> [DayPart: HourRange]? {
        guard let fields = Fields(node, KnownKeys.windows, of: "the windows", reading) else { return nil }
        var windows: [DayPart: HourRange] = [:]
        for part in DayPart.allCases { windows[part] = fields.required(part.rawValue, hours) }
        return windows.count == DayPart.allCases.count ? windows : nil
    }

    private func hours(_ node: YAMLNode) -> HourRange? {
        guard let text = reading.text(node) else { return nil }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let start = TimeDecoder.minute(ends[0]), let end = TimeDecoder.minute(ends[1]),
            start < end
        else {
            return reading.expected("hours of one day", node, suggestion: "such as 08:00-12:00")
        }
        return HourRange(start: start, end: end)
    }

    private func week(_ node: YAMLNode, _ names: SimulationNames) -> [Quota]? {
        guard let fields = Fields(node, KnownKeys.simulatedWeek, of: "the week", reading) else { return nil }
        return Weekday.allCases.flatMap { day -> [Quota] in
            guard let node = fields[day.name],
                let fields = Fields(node, KnownKeys.simulatedDay, of: day.name, reading)
            else { return [] }
            return DayPart.allCases.flatMap { part in
                entries(fields[part.rawValue]).compactMap { entry in
                    let count = reading.integer(0...1000, "a number of messages")(entry.value)
                    guard names.isKind(entry.key, reading), let count else { return nil }
                    return Quota(day: day, part: part, type: MessageTypeName(entry.name), count: count)
                }
            }
        }
    }

    private func noise(_ node: YAMLNode) -> NoiseShares? {
        guard let fields = Fields(node, KnownKeys.noise, of: "the noise", reading) else { return nil }
        func share(_ key: String) -> Int { fields.optional(key, reading.integer(0...100, "a percentage")) ?? 0 }
        return NoiseShares(
            newsletters: share("newsletters"), outOfOffice: share("out_of_office"), bounces: share("bounces"),
            spam: share("spam"), duplicates: share("duplicates"), replies: share("replies"),
            brokenClients: share("broken_clients"))
    }

    // MARK: Who writes

    private func senderGroup(_ key: YAMLNode, _ node: YAMLNode, _ names: SimulationNames) -> SenderGroup? {
        let name = key.spelling ?? ""
        let owner = "sender group '\(name)'"
        guard let fields = Fields(node, KnownKeys.senderGroup, of: owner, anchor: key, reading) else { return nil }
        let companies = fields.required("companies") { node -> [Company]? in
            guard case .sequence(let items) = node.content, !items.isEmpty else {
                return reading.expected(
                    "a list of companies", node, found: node.kind == "a list" ? "an empty list" : nil)
            }
            return items.compactMap(company)
        }
        let sends = fields.required("sends", reading.list("kinds of messages", minimum: 1) { names.kind($0, reading) })
        let priority = fields.optional("priority", priority) ?? .normal
        let frequency = fields.optional("frequency", reading.word("a frequency", Frequency.self)) ?? .regular
        let role = fields.required("role") { words($0, of: "the role", named: name) }
        guard let companies, let sends, let role else { return nil }
        return SenderGroup(
            name: name, companies: companies, sends: sends, priority: priority, frequency: frequency, role: role)
    }

    private func company(_ node: YAMLNode) -> Company? {
        guard let fields = Fields(node, KnownKeys.company, of: "the company", reading) else { return nil }
        let name = fields.required("name", reading.text)
        let domain = fields.required("domain", senderDomain)
        guard let name, let domain else { return nil }
        return Company(name: name, domain: domain)
    }

    /// Nobody can own these (RFC 2606, RFC 6761), so no answer ever reaches a stranger.
    private func senderDomain(_ node: YAMLNode) -> String? {
        guard let domain = reading.host(node) else { return nil }
        let isReserved = ReservedDomain.contains(domain)
        guard isReserved || allowedDomains.contains(domain) else {
            return reading.expected(
                "a domain below .example or .test", node,
                suggestion: "simulated mail must not be answered to strangers; --allow-domain names one of yours")
        }
        return domain
    }

    /// What is to be sent must have a sender.
    private func checkSenders(of week: [Quota], _ groups: [SenderGroup], _ fields: Fields) {
        let sent = Set(groups.flatMap(\.sends))
        for quota in week where quota.count > 0 && !sent.contains(quota.type) {
            guard let node = fields["messages"],
                let key = entries(node).first(where: { $0.name == quota.type.rawValue })
            else { continue }
            // A group that could not be read may be the one.
            guard entries(fields["senders"]).count == groups.count else { return }
            reading.report(
                at: key.key, "nobody sends '\(quota.type)', which the week asks for",
                suggestion: "name it under 'sends' of a sender group")
        }
    }

    // MARK: Parts

    func priority(_ node: YAMLNode) -> Priority? {
        reading.word("a priority", Priority.allCases.reversed().map { ($0.name, $0) })(node)
    }

    func words(_ node: YAMLNode, of owner: String, named name: String, anchor: YAMLNode? = nil) -> ValuePool? {
        guard let fields = Fields(node, KnownKeys.words, of: owner, anchor: anchor, reading) else { return nil }
        let german = fields.required("de", reading.list("texts", minimum: 1, reading.text))
        let english = fields.required("en", reading.list("texts", minimum: 1, reading.text))
        guard let german, let english else { return nil }
        return ValuePool(name: name, german: german, english: english)
    }

    func entries(_ node: YAMLNode?) -> [YAMLEntry] {
        guard let node, !node.isNull else { return [] }
        guard case .mapping(let entries) = node.content else {
            reading.report(at: node, "expected a mapping from names, found \(node.kind)")
            return []
        }
        return entries
    }

    private func named<Value>(
        _ fields: Fields, _ key: String, _ what: String, _ read: (YAMLNode, YAMLNode) -> Value?
    ) -> [Value] {
        guard let node = fields[key] else {
            fields.missing(key, hint: "a simulation needs at least one \(what)")
            return []
        }
        return entries(node).compactMap { entry in
            _ = reading.name(entry.key)
            return read(entry.key, entry.value)
        }
    }
}
