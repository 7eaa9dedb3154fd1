/// One Authentication-Results field (RFC 8601 section 2.2): `mx.buttons.example; dkim=pass header.d=a.example; spf=fail`.
struct AuthenticationResults {
    /// Who says so, lower-cased: the authserv-id; empty when nobody does.
    let server: String
    private let parts: [ArraySlice<UInt8>]

    /// From the undecoded value. What is malformed is left out.
    init(_ value: String) {
        parts = Self.parts(of: Array(HeaderSyntax.withoutComments(value).lowercased().utf8))
        let first = parts[0].drop(while: HeaderSyntax.isSpace).prefix { !HeaderSyntax.isSpace($0) }
        // Exchange Online leaves its name out and begins with a result.
        let isResult = first.contains(UInt8(ascii: "="))
        server = isResult ? "" : String(decoding: first.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }

    /// What was found by `method`; nil when it was not asked. Of several (a message can have many DKIM signatures) a
    /// pass counts, else the first.
    subscript(method: SenderCheck) -> SenderCheckResult? {
        let results = parts.compactMap { Self.result(of: method, in: $0) }
        return results.contains(.pass) ? .pass : results.first
    }

    private static func result(of method: SenderCheck, in part: ArraySlice<UInt8>) -> SenderCheckResult? {
        let isSeparator: (UInt8) -> Bool = { HeaderSyntax.isSpace($0) || $0 == UInt8(ascii: "=") }
        let name = part.drop(while: isSeparator).prefix { !isSeparator($0) }
        // A method may carry its version: `dkim/1`.
        guard name.prefix(while: { $0 != UInt8(ascii: "/") }).elementsEqual(method.rawValue.utf8) else { return nil }
        let result = part[name.endIndex...].drop(while: isSeparator).prefix { !isSeparator($0) }
        return SenderCheckResult(rawValue: String(decoding: result, as: UTF8.self))
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
