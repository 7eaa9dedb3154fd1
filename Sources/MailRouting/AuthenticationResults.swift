/// One Authentication-Results field (RFC 8601 section 2.2): `mx.buttons.example; dkim=pass header.d=a.example; spf=fail`.
struct AuthenticationResults {
    /// Without comments, in lower case.
    private let octets: [UInt8]

    /// From the undecoded value. What is malformed is left out.
    init(_ value: ArraySlice<UInt8>) { octets = HeaderSyntax.lowercasedWithoutComments(value) }

    /// Who says so: the authserv-id; empty when nobody does.
    var server: String {
        let first = octets[..<partEnd(from: 0)].drop(while: HeaderSyntax.isSpace).prefix { !HeaderSyntax.isSpace($0) }
        // Exchange Online leaves its name out and begins with a result.
        let isResult = first.contains(UInt8(ascii: "="))
        return isResult ? "" : String(decoding: first.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }

    /// What was found by `method`; nil when it was not asked. Of several (a message can have many DKIM signatures) a
    /// pass counts, else the first.
    subscript(method: SenderCheck) -> SenderCheckResult? {
        var found: SenderCheckResult?
        for part in parts {
            guard let result = Self.result(of: method, in: part) else { continue }
            if result == .pass { return result }
            found = found ?? result
        }
        return found
    }

    /// Whether `method` passed for `domain`, lower-cased: for it, or for one above or below it. A pass by itself says
    /// only that somebody's domain is right: `dkim=pass header.d=evil.example`. DMARC is about the author's alone, so
    /// there it may go unsaid.
    func passed(_ method: SenderCheck, for domain: String) -> Bool {
        parts.contains { part in
            guard Self.result(of: method, in: part) == .pass else { return false }
            let named = Self.domains(of: method, in: part)
            if named.isEmpty { return method == .dmarc }
            return named.allSatisfy { Self.isAligned($0, domain) }
        }
    }

    /// The properties that say whose domain was checked (RFC 8601 section 2.3); `smtp.mail` is Google's old spelling.
    private static func properties(of method: SenderCheck) -> [String] {
        switch method {
        case .spf: ["smtp.mailfrom", "smtp.mail"]
        case .dkim: ["header.d", "header.i"]
        case .dmarc: ["header.from"]
        }
    }

    private static func domains(of method: SenderCheck, in part: ArraySlice<UInt8>) -> [String] {
        let names = properties(of: method)
        return part.split(whereSeparator: HeaderSyntax.isSpace).compactMap { word in
            let sides = word.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, names.contains(String(decoding: sides[0], as: UTF8.self)) else { return nil }
            let domain = sides[1].filter { $0 != UInt8(ascii: "\"") }.split(separator: UInt8(ascii: "@")).last
            return String(decoding: domain ?? [], as: UTF8.self)
        }
    }

    /// The same, or a parent and its child with at least two labels, so that a registry's domain is nobody's parent.
    private static func isAligned(_ one: String, _ other: String) -> Bool {
        if one == other { return !one.isEmpty }
        let (parent, child) = one.utf8.count < other.utf8.count ? (one, other) : (other, one)
        return parent.contains(".") && child.hasSuffix("." + parent)
    }

    private static func result(of method: SenderCheck, in part: ArraySlice<UInt8>) -> SenderCheckResult? {
        let isSeparator: (UInt8) -> Bool = { HeaderSyntax.isSpace($0) || $0 == UInt8(ascii: "=") }
        let rest = part.drop(while: isSeparator)
        guard rest.starts(with: method.rawValue.utf8) else { return nil }
        let name = rest.prefix { !isSeparator($0) }
        // A method may carry its version: `dkim/1`.
        let end = name.startIndex + method.rawValue.utf8.count
        guard end == name.endIndex || name[end] == UInt8(ascii: "/") else { return nil }
        let result = part[name.endIndex...].drop(while: isSeparator).prefix { !isSeparator($0) }
        return SenderCheckResult(rawValue: String(decoding: result, as: UTF8.self))
    }

    /// What stands between semicolons.
    private var parts: [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while start <= octets.count {
            let end = partEnd(from: start)
            parts.append(octets[start..<end])
            start = end + 1
        }
        return parts
    }

    /// Where the semicolon is that ends the part that begins at `start`. Those in quotes are text, which the sender
    /// chose: `smtp.mailfrom="a;dmarc=pass"`.
    private func partEnd(from start: Int) -> Int {
        octets.withUnsafeBufferPointer { octets in
            var isQuoted = false
            var isEscaped = false
            for place in start..<octets.count {
                let octet = octets[place]
                if isEscaped {
                    isEscaped = false
                } else if octet == UInt8(ascii: "\\"), isQuoted {
                    isEscaped = true
                } else if octet == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                } else if octet == UInt8(ascii: ";"), !isQuoted {
                    return place
                }
            }
            return octets.count
        }
    }
}
