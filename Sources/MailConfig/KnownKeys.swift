import MailRouting

/// Every key the files may have, mapping by mapping. The decoders ask for no other, and a test holds
/// `docs/configuration.md` to the same list.
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
        name: "rule file", keys: ["version", "lists", "priority", "routes", "also", "examples"])
    static let listFile = KeySet(name: "list", keys: ["file"])
    static let priority = KeySet(name: "priority", keys: ["default", "lines"])
    static let conditions = [
        "subject", "subject.raw", "from", "from-domain", "from-name", "mailbox", "header-priority", "priority", "size",
        "any", "all", "not",
    ]
    static let condition = KeySet(name: "condition", keys: conditions, prefixes: ["header."])
    static let priorityLine = KeySet(
        name: "priority line", keys: ["id", "when", "is"] + conditions, prefixes: ["header."])
    static let routeLine = KeySet(
        name: "route line", keys: ["id", "when", "department", "folder", "acknowledge", "examples"] + conditions,
        prefixes: ["header."])
    static let routeGroup = KeySet(
        name: "group", keys: ["group", "when", "department", "lines", "examples"])
    static let routeFile = KeySet(name: "file", keys: ["file"])
    static let routeEnd = KeySet(name: "end of the routes", keys: ["otherwise"])
    static let otherwise = KeySet(name: "otherwise", keys: ["id", "department", "folder", "acknowledge"])
    static let alsoLine = KeySet(
        name: "also line", keys: ["id", "when", "keyword"] + conditions, prefixes: ["header."])
    static let text = KeySet(name: "text", keys: ["word", "contains", "is", "starts-with", "ends-with", "regex"])
    static let inList = KeySet(name: "in", keys: ["in"])
    static let size = KeySet(name: "size", keys: ["over", "under"])
    static let example = KeySet(name: "example", keys: ["mail", "gives"])
    static let exampleMail = KeySet(
        name: "example mail", keys: ["subject", "from", "to", "mailbox", "header-priority", "size"],
        prefixes: ["header."])

    // fixtures/cases/*/expected.yaml
    static let ruleCase = KeySet(
        name: "case",
        keys: ["mailbox", "arrived", "now", "own", "known-sender"] + DecisionField.allCases.map(\.rawValue))

    static let all = [
        configuration, defaults, account, secret, department, submissionHost, rateLimits, acknowledgements, delivery,
        ruleFile, listFile, priority, condition, priorityLine, routeLine, routeGroup, routeFile, routeEnd, otherwise,
        alsoLine, text, inList, size, example, exampleMail, ruleCase,
    ]
}
