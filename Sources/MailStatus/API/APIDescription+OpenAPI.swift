/// As OpenAPI 3.1, true of one agent: what its configuration forbids is not described as possible.
extension APIDescription {
    /// What needs the token.
    struct Protection: Sendable {
        let isReadingProtected: Bool
        /// False without a token: then no credentials help.
        let canChange: Bool
    }

    /// How a request is refused that cannot be read as one, whatever it asks for: in words, as text.
    static let refusals: [(code: Int, meaning: String)] = [
        (400, "the request cannot be read, or a parameter makes no sense"),
        (408, "the request took more than 10 seconds to come"), (411, "a request to change something has no length"),
        (413, "the body is too large"), (421, "the name that was called is not the agent's"),
        (431, "the header is too large"), (501, "a transfer coding"), (503, "too many connections"),
        (505, "neither HTTP/1.1 nor HTTP/1.0"),
    ]

    static func openAPI(_ protection: Protection) -> JSON {
        let paths = Dictionary(grouping: routes, by: \.path).sorted { $0.key < $1.key }.map { path, routes in
            JSON.Member(
                name: path,
                value: .object(routes.map { JSON.Member(name: $0.method, value: operation($0, protection)) }))
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
                    "bearer": ["type": "http", "scheme": "bearer", "description": "'token' under 'status'"],
                    "basic": ["type": "http", "scheme": "basic", "description": "the same as password of any user"],
                ],
            ],
        ]
    }

    private static func operation(_ route: Route, _ protection: Protection) -> JSON {
        var members: [JSON.Member] = [JSON.Member(name: "summary", value: .text(route.summary))]
        if !route.parameters.isEmpty {
            members.append(JSON.Member(name: "parameters", value: .list(route.parameters.map(parameter))))
        }
        members.append(JSON.Member(name: "responses", value: .object(responses(of: route, protection))))
        if needsToken(route, protection) {
            members.append(JSON.Member(name: "security", value: [["bearer": []], ["basic": []]]))
        }
        return .object(members)
    }

    private static func needsToken(_ route: Route, _ protection: Protection) -> Bool {
        route.method == "post"
            ? protection.canChange : protection.isReadingProtected && route.path != RequestGate.openPath
    }

    private static func parameter(_ parameter: Parameter) -> JSON {
        [
            "name": .text(parameter.name), "in": .text(parameter.place),
            "required": .boolean(parameter.place == "path"), "description": .text(parameter.meaning),
            "schema": schema(parameter.kind),
        ]
    }

    private static func responses(of route: Route, _ protection: Protection) -> [JSON.Member] {
        var own = route.answers
        if route.method == "post", !protection.canChange { own.removeAll { $0.code != forbidden } }
        if route.method == "get", needsToken(route, protection) { own.append(unauthorized) }
        let wire = refusals.filter { $0.code != 411 || route.method == "post" }
        return Set(own.map(\.code) + wire.map(\.code)).sorted().map { code in
            let (answers, refusals) = (own.filter { $0.code == code }, wire.filter { $0.code == code })
            var content: [JSON.Member] = answers.map { answer in
                let type = code == 303 ? "text/plain" : answer.kind == nil ? route.type : "application/json"
                return JSON.Member(name: type, value: ["schema": answer.kind.map(schema) ?? ["type": "string"]])
            }
            if !refusals.isEmpty, !content.contains(where: { $0.name == "text/plain" }) {
                content.append(JSON.Member(name: "text/plain", value: ["schema": ["type": "string"]]))
            }
            let meanings = answers.map(\.meaning) + refusals.map(\.meaning)
            return JSON.Member(
                name: String(code),
                value: ["description": .text(meanings.joined(separator: "; or ")), "content": .object(content)])
        }
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
        case .form(let pattern): ["type": "string", "pattern": .text(pattern)]
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
