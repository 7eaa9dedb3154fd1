import MailRouting

/// Turns the nodes of `mailroom.yaml` into a `Configuration`, part by part; the parts are in the files beside this one.
struct ConfigurationDecoder {
    let root: YAMLNode
    /// Where relative paths begin.
    let folder: String
    let reading: Reading
    /// The clients under `oauth2:`, decoded before whatever names them.
    var clients: [Named<OAuthClient?>] = []

    init(_ root: YAMLNode, folder: String, _ reading: Reading) {
        self.root = root
        self.folder = folder
        self.reading = reading
    }

    /// A thing with the key that names it, for the checks between things.
    struct Named<Value> {
        let key: YAMLNode
        let value: Value
    }

    /// Nil only after a report.
    func decode() -> Configuration? {
        guard let fields = Fields(root, KnownKeys.configuration, of: "the configuration", reading) else { return nil }
        checkVersion(fields)
        var decoder = self
        decoder.clients = fields.has("oauth2") ? named(fields, "oauth2", "OAuth client", oauthClient) : []
        return decoder.decode(fields)
    }

    private func decode(_ fields: Fields) -> Configuration? {
        let state = fields.required("state", reading.path(from: folder))
        let rules = fields.required("rules", reading.path(from: folder))
        let templates = fields.required("templates", reading.path(from: folder))
        let defaults = fields["defaults"].flatMap { Fields($0, KnownKeys.defaults, of: "the defaults", reading) }
        if let defaults { check(defaults) }
        let accounts = named(fields, "accounts", "account") { account($0, $1, defaults: defaults) }
        let departments = named(fields, "departments", "department") { department($0, $1, accounts: accounts) }
        let hosts = fields.has("submission") ? named(fields, "submission", "submission host", submissionHost) : []
        let acknowledgements = acknowledgements(fields, accounts)
        let delivery = delivery(fields)
        let retention = fields["retention"].map(retention) ?? .standard
        let log = log(fields)
        let alerts = alerts(fields, accounts)
        let status = status(fields)
        let simulation = simulation(fields, accounts, hosts)

        checkUniqueness(accounts)
        checkWatching(accounts, departments, delivery, fields)
        checkSubmission(hosts, acknowledgements, fields)
        guard let state, let rules, let templates, let acknowledgements, let delivery, let retention, let log,
            let alerts
        else { return nil }
        return Configuration(
            accounts: accounts.compactMap(\.value), departments: departments.compactMap(\.value),
            submissionHosts: hosts.compactMap(\.value), acknowledgements: acknowledgements, delivery: delivery,
            retention: retention, log: log, alerts: alerts, status: status, simulation: simulation,
            stateFolder: state, rulesFolder: rules, templatesFolder: templates)
    }

    private func checkVersion(_ fields: Fields) {
        _ = fields.required("version", hint: "write 'version: 1' as the first line") { node -> Int? in
            guard node.integer == 1 else {
                return reading.expected("version 1", node, suggestion: "this mailroom reads version 1")
            }
            return 1
        }
    }

    /// A mapping from names to things, at least one. A thing that could not be read stays as nil, so that others may
    /// still refer to its name.
    private func named<Value>(
        _ fields: Fields, _ key: String, _ what: String, _ read: (YAMLNode, YAMLNode) -> Value?
    ) -> [Named<Value?>] {
        guard let node = fields[key] else {
            fields.missing(key, hint: "mailroom needs at least one \(what)")
            return []
        }
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            reading.report(
                at: fields.keyNode(key) ?? node, "'\(key)' must hold at least one \(what), found \(node.kind)",
                suggestion: "write its name, a colon, and its keys indented below")
            return []
        }
        return entries.map { entry in
            _ = reading.name(entry.key)
            return Named(key: entry.key, value: read(entry.key, entry.value))
        }
    }
}
