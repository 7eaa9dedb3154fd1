/// Reads requests from the octets of one connection, as far as they have come (RFC 9112).
///
/// Strict, because every leniency is a way to make two programs read the same octets differently: no obsolete line folding,
/// no white space before a colon, one length of the body and no transfer coding. Nothing is kept beyond the bounds.
struct RequestReader {
    /// Why a request is not answered as asked. The connection ends with it: what follows cannot be told from the body.
    enum Refusal: Error, Equatable {
        case malformed(String)
        case headTooLarge
        case bodyTooLarge
        case lengthRequired
        case unsupportedVersion
        case unsupportedCoding
    }

    private var octets: [UInt8] = []
    /// Up to here the head's end has been looked for.
    private var searched = 0
    private var head: Head?
    /// The request that is read, or was refused, wants no body in its answer (RFC 9110 section 9.3.2).
    private(set) var isHead = false

    private struct Head {
        let method: HTTPRequest.Method
        let target: ArraySlice<UInt8>
        let fields: [(name: String, value: String)]
        let length: Int
        let closes: Bool
    }

    /// Something of a request has come, but not all of it.
    var isInTheMiddle: Bool { head != nil || !octets.isEmpty }

    mutating func append(_ more: some Sequence<UInt8>) { octets.append(contentsOf: more) }

    /// The next request; nil until all of it has come.
    mutating func next() throws(Refusal) -> HTTPRequest? {
        if head == nil {
            guard let found = try readHead() else { return nil }
            head = found
        }
        guard let head, octets.count >= head.length else { return nil }
        let body = Array(octets.prefix(head.length))
        octets.removeFirst(head.length)
        self.head = nil
        searched = 0
        let parts = head.target.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let raw = parts.first, let path = URLText.decoded(raw, plusIsSpace: false), path.hasPrefix("/") else {
            throw .malformed("the target is no path")
        }
        guard let query = parts.count > 1 ? URLText.pairs(parts[1]) : [] else {
            throw .malformed("the query cannot be decoded")
        }
        return HTTPRequest(
            method: head.method, path: path, query: query, fields: head.fields, body: body, closes: head.closes)
    }

    /// Takes the head off the octets, once its empty line has come.
    private mutating func readHead() throws(Refusal) -> Head? {
        // An empty line before a request is to be ignored (RFC 9112 section 2.2).
        while octets.starts(with: [0x0D, 0x0A]) { octets.removeFirst(2) }
        isHead = octets.starts(with: "HEAD ".utf8)
        guard let end = headEnd() else {
            if octets.count > Limits.head { throw .headTooLarge }
            return nil
        }
        guard end <= Limits.head else { throw .headTooLarge }
        let lines = octets[..<end].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(2).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        let head = try Self.head(lines)
        octets.removeFirst(end)
        return head
    }

    private mutating func headEnd() -> Int? {
        var place = max(searched - 3, 0)
        while let feed = octets[place...].firstIndex(of: 0x0A) {
            if feed + 1 < octets.count, octets[feed + 1] == 0x0A { return feed + 2 }
            if feed + 2 < octets.count, octets[feed + 1] == 0x0D, octets[feed + 2] == 0x0A { return feed + 3 }
            place = feed + 1
        }
        searched = octets.count
        return nil
    }

    private static func head(_ lines: [ArraySlice<UInt8>]) throws(Refusal) -> Head {
        guard let first = lines.first else { throw .malformed("no request line") }
        let words = first.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(isToken), !words[1].isEmpty,
            words[1].allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw .malformed("the request line is no method, target and version")
        }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .unsupportedVersion }
        let method = HTTPRequest.Method(rawValue: String(decoding: words[0], as: UTF8.self)) ?? .other
        guard lines.count <= Limits.fields + 1 else { throw .headTooLarge }
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() { fields.append(try field(line)) }
        let isOld = version == "HTTP/1.0"
        let connection = fields.filter { $0.name == "connection" }.map { $0.value.lowercased() }
        if !isOld, fields.count(where: { $0.name == "host" }) != 1 { throw .malformed("not exactly one Host field") }
        return Head(
            method: method, target: words[1], fields: fields, length: try length(of: method, fields),
            closes: isOld || connection.contains { $0.contains("close") })
    }

    private static func field(_ line: ArraySlice<UInt8>) throws(Refusal) -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isToken)
        else { throw .malformed("a header line is no name, colon and value") }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let value = line[(colon + 1)...].drop(while: isBlank)
        let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
        let text = value[value.startIndex..<end]
        guard text.allSatisfy({ $0 == 0x09 || (0x20...0x7E).contains($0) || $0 >= 0x80 }) else {
            throw .malformed("a header value has a control character")
        }
        return (String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(decoding: text, as: UTF8.self))
    }

    private static func length(
        of method: HTTPRequest.Method, _ fields: [(name: String, value: String)]
    ) throws(Refusal) -> Int {
        if fields.contains(where: { $0.name == "transfer-encoding" }) { throw .unsupportedCoding }
        let lengths = fields.filter { $0.name == "content-length" }.map(\.value)
        guard let first = lengths.first else {
            if method == .post { throw .lengthRequired }
            return 0
        }
        guard lengths.count == 1, !first.isEmpty, first.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .malformed("the length is no number")
        }
        guard let length = Int(first), length <= Limits.body else { throw .bodyTooLarge }
        return length
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(octet)
        }
    }
}
