/// Every route with every member of its answers, said once: `/openapi.json` and the tables of `docs/status.md` are made from
/// it, and a test holds real answers to it.
enum APIDescription {
    /// What a value is.
    indirect enum Kind: Sendable {
        case boolean, integer, number, text, timestamp
        /// An integer within bounds.
        case count(ClosedRange<Int>)
        /// Text of a form, as a regular expression.
        case form(String)
        case word([String])
        case orNull(Kind)
        case list(Kind)
        case object([Field])
        /// A shape with a name of its own, which may hold itself.
        case named(String)
    }

    struct Field: Sendable {
        let name: String
        let kind: Kind
        let meaning: String
    }

    struct Route: Sendable {
        let path: String
        let summary: String
        var method = "get"
        var parameters: [Parameter] = []
        /// By status code; nil: text.
        let answers: [(code: Int, kind: Kind?, meaning: String)]
        var type = "application/json"
    }

    struct Parameter: Sendable {
        let name: String
        let place: String
        let kind: Kind
        let meaning: String
    }

    static func field(_ name: String, _ kind: Kind, _ meaning: String) -> Field {
        Field(name: name, kind: kind, meaning: meaning)
    }
    static let success = field("success", .boolean, "true")
    static let failure = Kind.named("failure")
    static let forbidden = 403
    static let unauthorized: (code: Int, kind: Kind?, meaning: String) = (
        401, failure, "the token is missing or wrong"
    )

    /// The answer of a route that reads the journal.
    static func reading(_ path: String, _ summary: String, _ members: [Field], _ parameters: [Parameter] = []) -> Route
    {
        Route(
            path: path, summary: summary, parameters: parameters,
            answers: [
                (200, .object([success] + members), "as it is now"),
                (503, failure, "the journal cannot be read; the reason is in it"),
            ])
    }

    static let named: [(name: String, fields: [Field])] = [
        ("failure", [field("success", .boolean, "false"), field("error", .text, "what is wrong, in words")]),
        ("percentiles", percentiles), ("group", group), ("mailbox", mailbox), ("host", host), ("job", job),
        ("window", window), ("decision", decision), ("refusal", refusal), ("step", step), ("condition", condition),
        ("refused-files", refusedFiles), ("diagnostic", diagnostic),
    ]

    static let routes: [Route] =
        [
            emailStatus, emailMetrics, emailQueue, decisions, explanation,
            Route(
                path: "/healthz", summary: "Whether the process is alive", answers: [(200, nil, "it is: the text ok")],
                type: "text/plain"),
            Route(
                path: "/readyz", summary: "Whether every mailbox is watched and every message accounted for",
                answers: [
                    (200, .object(readiness), "ready"), (503, .object(readiness), "not ready, with every reason"),
                ]),
            Route(
                path: "/metrics", summary: "Counts and states for Prometheus, text format 0.0.4",
                answers: [(200, nil, "the metrics"), (503, failure, "the journal cannot be read")], type: "text/plain"),
            Route(
                path: "/openapi.json", summary: "This description", answers: [(200, .object([]), "OpenAPI 3.1")]),
        ] + actions
}
