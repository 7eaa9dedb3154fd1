/// One request as it was read (RFC 9112), within every bound.
struct HTTPRequest: Sendable, Equatable {
    enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        /// Any other: allowed nowhere.
        case other = ""
    }
    let method: Method
    /// Percent-decoded, without the query.
    let path: String
    /// The query's names and values, decoded, in order.
    let query: [(name: String, value: String)]
    /// Names in lower case. A name that was given twice is there twice.
    let fields: [(name: String, value: String)]
    let body: [UInt8]
    /// The client wants no further request on this connection.
    let closes: Bool

    /// The only value of a field; nil when it is missing or was given more than once.
    func field(_ name: String) -> String? {
        let values = fields.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }

    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The body as a form (application/x-www-form-urlencoded); empty when it is none.
    var form: [(name: String, value: String)] {
        guard let type = field("content-type")?.lowercased(), type.hasPrefix("application/x-www-form-urlencoded")
        else { return [] }
        return URLText.pairs(body[...]) ?? []
    }

    static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
        left.method == right.method && left.path == right.path && left.body == right.body
            && left.query.elementsEqual(right.query, by: ==) && left.fields.elementsEqual(right.fields, by: ==)
            && left.closes == right.closes
    }
}

/// Percent-encoding (RFC 3986 section 2.1) and the form's use of it.
enum URLText {
    /// Nil when an escape is broken or the result is no UTF-8.
    static func decoded(_ octets: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var rest = octets
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hex), let low = rest.popFirst().flatMap(hex) else {
                    return nil
                }
                result.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: result.append(UInt8(ascii: " "))
            default: result.append(octet)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    /// `a=1&b=2`; nil when a part of it cannot be decoded: a question that was understood in part is another question.
    static func pairs(_ octets: ArraySlice<UInt8>) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        for pair in octets.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ decoded($0, plusIsSpace: true) }),
                let value = decoded(parts.count > 1 ? parts[1] : [], plusIsSpace: true)
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    private static let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

    static func encoded(_ text: String) -> String {
        var result = ""
        for octet in text.utf8 {
            if plain.contains(octet) {
                result.unicodeScalars.append(Unicode.Scalar(octet))
            } else {
                let digits = String(octet, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }

    private static func hex(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}
