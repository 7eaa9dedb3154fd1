/// One Authentication-Results field (RFC 8601 section 2.2): `mx.buttons.example; dkim=pass header.d=a.example; spf=fail`.
struct AuthenticationResults {
    /// Who says so, lower-cased: the authserv-id; empty when nobody does.
    let server: String
    private let found: [(method: Substring, result: SenderCheckResult)]

    /// From the undecoded value. What is malformed is left out.
    init(_ value: String) {
        let parts = Self.parts(of: HeaderSyntax.withoutComments(value).lowercased())
        let first = parts[0].split(whereSeparator: \.isWhitespace).first ?? ""
        // Exchange Online leaves its name out and begins with a result.
        server = first.contains("=") ? "" : first.filter { $0 != "\"" }
        found = parts.compactMap { part in
            let words = part.split { $0.isWhitespace || $0 == "=" }.prefix(2)
            guard words.count == 2, let result = SenderCheckResult(rawValue: String(words[1])) else { return nil }
            // A method may carry its version: `dkim/1`.
            return (words[0].prefix { $0 != "/" }, result)
        }
    }

    /// What was found by `method`; nil when it was not asked. Of several (a message can have many DKIM signatures) a
    /// pass counts, else the first.
    subscript(method: SenderCheck) -> SenderCheckResult? {
        let results = found.filter { $0.method == method.rawValue }.map(\.result)
        return results.contains(.pass) ? .pass : results.first
    }

    /// What stands between semicolons. Those in quotes are text, which the sender chose: `smtp.mailfrom="a;dmarc=pass"`.
    private static func parts(of value: String) -> [Substring] {
        var parts: [Substring] = []
        var start = value.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in value.unicodeScalars.indices {
            let scalar = value.unicodeScalars[index]
            if isEscaped {
                isEscaped = false
            } else if scalar == "\\", isQuoted {
                isEscaped = true
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == ";", !isQuoted {
                parts.append(value[start..<index])
                start = value.unicodeScalars.index(after: index)
            }
        }
        return parts + [value[start...]]
    }
}
