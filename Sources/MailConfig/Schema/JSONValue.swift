/// A JSON value whose objects keep the order of their members, so that a file made twice is the same.
indirect enum JSONValue: Equatable {
    case null
    case boolean(Bool)
    case number(Int)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    static func == (left: JSONValue, right: JSONValue) -> Bool { left.text() == right.text() }

    /// On one line where that is short, else one for each part.
    func text(indentation: String = "") -> String {
        let inner = indentation + "  "
        let (opening, parts, closing): (String, [String], String)
        switch self {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .number(let value): return "\(value)"
        case .string(let value): return value.inJSON
        case .array(let items): (opening, parts, closing) = ("[", items.map { $0.text(indentation: inner) }, "]")
        case .object(let members):
            let texts = members.map { "\($0.0.inJSON): " + $0.1.text(indentation: inner) }
            (opening, parts, closing) = ("{", texts, "}")
        }
        let line = opening + parts.joined(separator: ", ") + closing
        if !line.contains("\n"), line.utf8.count + indentation.utf8.count <= 110 { return line }
        return opening + parts.map { "\n" + inner + $0 }.joined(separator: ",") + "\n" + indentation + closing
    }
}

extension String {
    /// RFC 8259 section 7.
    fileprivate var inJSON: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
