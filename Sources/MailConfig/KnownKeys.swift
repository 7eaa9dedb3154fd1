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

    static let all = [
        configuration, defaults, account, secret, department, submissionHost, rateLimits, acknowledgements, delivery,
    ]
}
