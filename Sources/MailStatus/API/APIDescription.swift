/// Every route with every member of its answers, said once: `/openapi.json` and the tables of `docs/status.md` are made from
/// it, and a test holds real answers to it.
enum APIDescription {
    /// What a value is.
    indirect enum Kind: Sendable {
        case boolean, integer, number, text, timestamp
        /// An integer within bounds.
        case count(ClosedRange<Int>)
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

        /// `{id}` and its like stand for one part of a path.
        func matches(_ asked: String) -> Bool {
            let (own, parts) = (path.split(separator: "/"), asked.split(separator: "/"))
            return own.count == parts.count && zip(own, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }

    struct Parameter: Sendable {
        let name: String
        let place: String
        let kind: Kind
        let meaning: String
    }

    /// Whether something is described under a path that can be read and not posted to.
    static func isOnlyRead(_ path: String) -> Bool {
        let described = routes.filter { $0.matches(path) }
        return !described.isEmpty && described.allSatisfy { $0.method == "get" }
    }

    static func field(_ name: String, _ kind: Kind, _ meaning: String) -> Field {
        Field(name: name, kind: kind, meaning: meaning)
    }
    static let success = field("success", .boolean, "true")
    static let failure = Kind.named("failure")

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

    // MARK: As OpenAPI 3.1

    static var openAPI: JSON {
        let paths = Dictionary(grouping: routes, by: \.path).sorted { $0.key < $1.key }.map { path, routes in
            JSON.Member(
                name: path,
                value: .object(routes.map { JSON.Member(name: $0.method, value: operation($0)) }))
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "mailroom status", "version": "1",
                "description":
                    "How the mail-routing agent is. Times are RFC 3339 in UTC, lengths of time milliseconds.",
            ],
            "paths": .object(paths),
            "components": [
                "schemas": .object(named.map { JSON.Member(name: $0.name, value: schema(.object($0.fields))) }),
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer", "description": "'token' under 'status'"]
                ],
            ],
        ]
    }

    private static func operation(_ route: Route) -> JSON {
        var members: [JSON.Member] = [JSON.Member(name: "summary", value: .text(route.summary))]
        if !route.parameters.isEmpty {
            members.append(
                JSON.Member(
                    name: "parameters",
                    value: .list(
                        route.parameters.map {
                            [
                                "name": .text($0.name), "in": .text($0.place), "required": .boolean($0.place == "path"),
                                "description": .text($0.meaning), "schema": schema($0.kind),
                            ]
                        })))
        }
        let answers = route.answers.map { code, kind, meaning in
            let type = kind == nil || route.type == "application/json" ? route.type : "application/json"
            let body = JSON.Member(name: type, value: ["schema": kind.map(schema) ?? ["type": "string"]])
            return JSON.Member(
                name: String(code), value: ["description": .text(meaning), "content": .object([body])])
        }
        members.append(JSON.Member(name: "responses", value: .object(answers)))
        if route.method == "post" { members.append(JSON.Member(name: "security", value: [["bearer": []]])) }
        return .object(members)
    }

    static func schema(_ kind: Kind) -> JSON {
        switch kind {
        case .boolean: ["type": "boolean"]
        case .integer: ["type": "integer"]
        case .count(let range):
            [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .number: ["type": "number"]
        case .text: ["type": "string"]
        case .timestamp: ["type": "string", "format": "date-time"]
        case .word(let words): ["type": "string", "enum": .list(words.map { .text($0) })]
        case .orNull(let kind): ["anyOf": [schema(kind), ["type": "null"]]]
        case .list(let kind): ["type": "array", "items": schema(kind)]
        case .named(let name): ["$ref": .text("#/components/schemas/\(name)")]
        case .object(let fields) where fields.isEmpty: ["type": "object"]
        case .object(let fields):
            [
                "type": "object", "additionalProperties": false, "required": .list(fields.map { .text($0.name) }),
                "properties": .object(
                    fields.map { field in
                        guard case .object(let members) = schema(field.kind) else {
                            return JSON.Member(name: field.name, value: .null)
                        }
                        let description = JSON.Member(name: "description", value: .text(field.meaning))
                        return JSON.Member(name: field.name, value: .object(members + [description]))
                    }),
            ]
        }
    }
}
