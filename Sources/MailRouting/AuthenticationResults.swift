/// One Authentication-Results field (RFC 8601 section 2.2): `mx.buttons.example; dkim=pass header.d=a.example; spf=fail`.
struct AuthenticationResults {
    /// Who says so, lower-cased: the authserv-id; empty when nobody does.
    let server: String
    private let found: [(method: String, result: SenderCheckResult)]

    /// From the undecoded value. What is malformed is left out.
    init(_ value: String) {
        let parts = Self.parts(of: Array(HeaderSyntax.withoutComments(value).lowercased().utf8))
        let first = parts[0].split(whereSeparator: HeaderSyntax.isSpace).first ?? []
        // Exchange Online leaves its name out and begins with a result.
        let isResult = first.contains(UInt8(ascii: "="))
        server = isResult ? "" : String(decoding: first.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        found = parts.compactMap { part in
            let words = part.split(maxSplits: 2) { HeaderSyntax.isSpace($0) || $0 == UInt8(ascii: "=") }
            guard words.count > 1, let result = SenderCheckResult(rawValue: String(decoding: words[1], as: UTF8.self))
            else { return nil }
            // A method may carry its version: `dkim/1`.
            return (String(decoding: words[0].prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self), result)
        }
    }

    /// What was found by `method`; nil when it was not asked. Of several (a message can have many DKIM signatures) a
    /// pass counts, else the first.
    subscript(method: SenderCheck) -> SenderCheckResult? {
        let results = found.filter { $0.method == method.rawValue }.map(\.result)
        return results.contains(.pass) ? .pass : results.first
    }

    /// What stands between semicolons. Those in quotes are text, which the sender chose: `smtp.mailfrom="a;dmarc=pass"`.
    private static func parts(of value: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        var isQuoted = false
        var isEscaped = false
        for (place, octet) in value.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if octet == UInt8(ascii: "\\"), isQuoted {
                isEscaped = true
            } else if octet == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if octet == UInt8(ascii: ";"), !isQuoted {
                parts.append(value[start..<place])
                start = place + 1
            }
        }
        return parts + [value[start...]]
    }
}
