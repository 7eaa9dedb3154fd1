import MailRouting

/// Every key the files may have, mapping by mapping. The decoders ask for no other, and a test holds
/// `docs/configuration.md` and `docs/rules.md` to the same list.
enum KnownKeys {
    // mailroom.yaml
    static let configuration = KeySet(
        name: "configuration",
        keys: [
            "version", "state", "rules", "templates", "defaults", "accounts", "departments", "submission",
            "acknowledgements", "delivery",
        ])
    private static let server = ["host", "port", "tls", "force_plaintext", "ca_file", "auth"]
    private static let watching = ["watch", "backlog", "poll_interval"]
    static let defaults = KeySet(name: "defaults", keys: server + watching)
    static let account = KeySet(
        name: "account", keys: ["address", "aliases"] + server + ["user", "password"] + watching)
    static let secret = KeySet(name: "password", keys: ["command"])
    static let department = KeySet(
        name: "department", keys: ["account", "mailbox", "sender_name", "sender_address"])
    static let submissionHost = KeySet(
        name: "submission host", keys: server + ["user", "password", "ehlo_name", "limits"])
    static let rateLimits = KeySet(name: "limits", keys: ["per_minute", "per_hour"])
    static let acknowledgements = KeySet(
        name: "acknowledgements", keys: ["enabled", "courtesy", "default_language", "max_age"])
    static let delivery = KeySet(name: "delivery", keys: ["source", "keep_under", "maximum_size"])

    // rules/*.yaml
    static let ruleFile = KeySet(
        name: "rule file",
        keys: ["version", "zone", "order", "lists", "times", "priority", "routes", "also", "examples"])
    static let list = KeySet(name: "list", keys: ["kind", "entries", "file"])
    static let time = KeySet(name: "time", keys: ["zone", "weekdays", "hours", "dates", "except"])
    static let dateFile = KeySet(name: "file of dates", keys: ["file"])
    static let priority = KeySet(name: "priority", keys: ["default", "lines"])
    static let priorityLine = line("priority line", ["is"])
    static let routeLine = line("route line", ["department", "folder", "acknowledge", "examples"])
    static let routeGroup = KeySet(
        name: "group", keys: ["group", "when", "department", "folder", "acknowledge", "lines", "examples"])
    static let routeEnd = KeySet(name: "end of the routes", keys: ["otherwise"])
    static let otherwise = KeySet(name: "otherwise", keys: ["id", "department", "folder", "acknowledge"])
    static let choice = KeySet(name: "choice", keys: ["when", "template"])
    static let lastChoice = KeySet(name: "last choice", keys: ["otherwise"])
    static let alsoLine = line("also line", ["keyword", "copy"])

    /// The address fields a condition can ask, each also with `-domain` and `-name`.
    static let addressFields = AddressField.allCases.map(\.rawValue)
    static let conditions =
        ["subject", "subject.raw"] + addressFields + addressFields.map { $0 + "-domain" }
        + addressFields.map { $0 + "-name" } + [
            "body", "attachment", "size", "mailbox", "priority", "header-priority", "language", "automated",
            "authentication", "spam", "known-sender", "time", "any", "all", "not",
        ]
    static let condition = KeySet(name: "condition", keys: conditions, prefixes: ["header."])
    static let text = KeySet(name: "text", keys: TextMatch.allCases.map(\.rawValue))
    static let inList = KeySet(name: "in", keys: ["in"])
    static let presence = KeySet(name: "presence", keys: ["present", "absent"])
    static let attachment = KeySet(name: "attachment", keys: ["name", "type", "size", "count"] + presence.keys)
    static let bounds = KeySet(name: "bounds", keys: ["over", "under"])
    static let authentication = KeySet(name: "authentication", keys: SenderCheck.allCases.map(\.rawValue))

    static let example = KeySet(name: "example", keys: ["mail", "gives"])
    static let exampleMail = KeySet(
        name: "example mail",
        keys: [
            "subject", "from", "to", "cc", "reply-to", "body", "attachments", "mailbox", "arrived", "header-priority",
            "size", "language", "known-sender",
        ],
        prefixes: ["header."])
    static let exampleAttachment = KeySet(name: "example attachment", keys: ["name", "type", "size"])

    /// A line: what it is called, what it does, and the keys of a condition.
    private static func line(_ name: String, _ effects: [String]) -> KeySet {
        KeySet(name: name, keys: ["id", "when"] + effects + conditions, prefixes: condition.prefixes)
    }

    // fixtures/cases/*/expected.yaml
    static let ruleCase = KeySet(
        name: "case",
        keys: ["mailbox", "arrived", "now", "own", "known-sender"] + DecisionField.allCases.map(\.rawValue))

    static let all = [
        configuration, defaults, account, secret, department, submissionHost, rateLimits, acknowledgements, delivery,
        ruleFile, list, time, dateFile, priority, priorityLine, routeLine, routeGroup, routeEnd, otherwise, choice,
        lastChoice, alsoLine, condition, text, inList, presence, attachment, bounds, authentication, example,
        exampleMail, exampleAttachment, ruleCase,
    ]
}
