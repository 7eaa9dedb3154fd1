/// Turns `KnownKeys` into a JSON Schema: every mapping a definition of its own, every shape the keywords that mean the
/// same.
struct SchemaWriter {
    private typealias Members = [(String, JSONValue)]
    private var definitions: Members = []
    /// Mappings that have their definition or are about to: a condition may hold conditions.
    private var known: Set<String> = []

    mutating func schema(of root: KeySet, title: String) -> JSONValue {
        let top = members(of: root)
        let sorted = definitions.sorted { $0.0 < $1.0 }
        return .object(
            [("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title))] + top
                + [("$defs", .object(sorted))])
    }

    // MARK: Mappings

    private mutating func reference(to keys: KeySet) -> Members {
        let name = keys.name.replacing(" ", with: "-")
        if known.insert(name).inserted {
            let members = members(of: keys)
            definitions.append((name, .object(members)))
        }
        return [("$ref", .string("#/$defs/\(name)"))]
    }

    private mutating func members(of keys: KeySet) -> Members {
        let required = keys.own.filter(\.isRequired).map(\.name)
        // A key with nothing under it counts as an empty mapping.
        let mayBeEmpty = required.isEmpty && keys.notOnly == nil && keys.needsOne.isEmpty
        var result: Members = [("type", mayBeEmpty ? .strings(["object", "null"]) : .string("object"))]
        var properties = keys.own.map { ($0.name, property($0)) }
        if keys.takesConditions {
            // Described once, in the definition of conditions.
            let place = reference(to: KnownKeys.condition)
            properties += KnownKeys.condition.keys.map { key in
                (key, .object(place.map { ($0.0, .string("#/$defs/condition/properties/\(key)")) }))
            }
        }
        result.append(("properties", .object(properties)))
        if !keys.openEntries.isEmpty {
            let patterns = keys.openEntries.map { ("^\($0.name.replacing(".", with: "\\."))[!-9;-~]+$", property($0)) }
            result.append(("patternProperties", .object(patterns)))
        }
        result.append(("additionalProperties", .boolean(false)))
        if !required.isEmpty { result.append(("required", .strings(required))) }
        if let names = keys.notOnly {
            result.append(
                names.isEmpty
                    ? ("minProperties", .number(1))
                    : ("not", .object([("propertyNames", .object([("enum", .strings(names))]))])))
        }
        if !keys.needsOne.isEmpty {
            let alternatives = keys.needsOne.map { JSONValue.object([("required", .strings([$0]))]) }
            result.append(("anyOf", .array(alternatives)))
        }
        return result
    }

    private mutating func property(_ key: Key) -> JSONValue {
        .object([("description", .string(key.meaning))] + members(of: key.shape))
    }

    // MARK: Shapes

    private mutating func members(of shape: Shape) -> Members {
        switch shape {
        case .version: return [("const", .number(1))]
        case .boolean: return [("type", .string("boolean"))]
        case .truth: return [("enum", .array([.string("yes"), .string("no"), .boolean(true), .boolean(false)]))]
        case .integer(let range):
            return [
                ("type", .string("integer")), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)),
            ]
        case .text(let form): return members(of: form)
        case .word(let words): return [("enum", .strings(words))]
        case .oneOrMore(let item, let minimum):
            let items = JSONValue.object(members(of: item))
            return [("anyOf", .array([items, .object(list(items, "array", minimum))]))]
        case .list(let item, let minimum):
            return list(.object(members(of: item)), minimum == 0 ? "null" : "array", minimum)
        case .names(let item, let minimum):
            return [
                ("type", minimum == 0 ? .strings(["object", "null"]) : .string("object")),
                ("propertyNames", .object(members(of: .name))),
                ("additionalProperties", .object(members(of: item))),
            ] + (minimum == 0 ? [] : [("minProperties", .number(minimum))])
        case .mapping(let keys): return reference(to: keys)
        case .condition: return reference(to: KnownKeys.condition)
        case .either(let shapes):
            let alternatives = shapes.flatMap { shape -> [JSONValue] in
                let members = members(of: shape)
                // Alternatives of an alternative are alternatives.
                if case .array(let inner)? = members.first?.1, members.first?.0 == "anyOf" { return inner }
                return [.object(members)]
            }
            return [("anyOf", .array(alternatives))]
        case .kinds(let kinds, let last):
            // Which one is meant is decided by its key, so that an editor speaks of that one only.
            return kinds.reversed().reduce(reference(to: last)) { rest, kind in
                [
                    ("if", .object([("required", .strings([kind.key]))])),
                    ("then", .object(reference(to: kind.mapping))), ("else", .object(rest)),
                ]
            }
        }
    }

    private func list(_ items: JSONValue, _ type: String, _ minimum: Int) -> Members {
        [("type", type == "array" ? .string(type) : .strings(["array", type])), ("items", items)]
            + (minimum == 0 ? [] : [("minItems", .number(minimum))])
    }

    private func members(of form: TextForm) -> Members {
        let type = form.mayBeNumber ? JSONValue.strings(["string", "number"]) : .string("string")
        let limit = form.pattern.map { ("pattern", JSONValue.string($0)) } ?? ("minLength", .number(1))
        let examples = form.examples.isEmpty ? [] : [("examples", JSONValue.strings(form.examples))]
        return [("type", type), limit] + examples
    }
}
