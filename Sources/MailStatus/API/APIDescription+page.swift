/// As the tables of `docs/status.md`: a line for each member, so that a test can hold the page to the description.
extension APIDescription {
    /// A table for each answer and each shape with a name of its own, without their titles.
    static var pageLines: [String] {
        routes.flatMap { route in
            route.parameters.map { "| `\($0.name)` | \(words($0.kind)) | \($0.meaning) |" }
                + (route.answers.first { $0.code == 200 }?.kind.map { lines($0, under: "") } ?? [])
        } + named.flatMap { lines(.object($0.fields), under: "") }
    }

    private static func lines(_ kind: Kind, under path: String) -> [String] {
        switch kind {
        case .object(let fields):
            fields.filter { !($0.name == "success" && path.isEmpty) }.flatMap { field in
                ["| `\(path)\(field.name)` | \(words(field.kind)) | \(field.meaning) |"]
                    + lines(field.kind, under: "\(path)\(field.name).")
            }
        case .list(let kind): lines(kind, under: path)
        case .boolean, .integer, .count, .number, .text, .form, .timestamp, .word, .orNull, .named: []
        }
    }

    private static func words(_ kind: Kind) -> String {
        switch kind {
        case .boolean: "true or false"
        case .integer: "integer"
        case .count(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .number: "number"
        case .text, .form: "text"
        case .timestamp: "time"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .orNull(let kind): "\(words(kind)) or null"
        case .list(let kind): "list of \(words(kind))"
        case .object: "object"
        case .named(let name): "[\(name)](#\(name))"
        }
    }
}
