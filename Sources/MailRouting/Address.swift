/// An address as RFC 5322 section 3.4 has it: an optional display name, a local-part and a domain.
public struct Address: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Decoded, for people; never trusted in a header field we write without encoding it again.
    public let displayName: String?
    /// Compared exactly only where a protocol demands it; `key` folds it for windows and own-address checks.
    public let localPart: String
    /// Lower-cased.
    public let domain: String

    public init(displayName: String? = nil, localPart: String, domain: String) {
        self.displayName = displayName
        self.localPart = localPart
        self.domain = domain.lowercased()
    }

    /// From `local@domain`, split at the last `@`; nil when either side is empty or a control character or space is in it.
    public init?(_ spec: String, displayName: String? = nil) {
        guard let at = spec.lastIndex(of: "@"), at != spec.startIndex, spec.index(after: at) != spec.endIndex,
            !spec.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F })
        else { return nil }
        self.init(
            displayName: displayName, localPart: String(spec[..<at]), domain: String(spec[spec.index(after: at)...]))
    }

    /// `local@domain`, without the display name (RFC 5322 addr-spec).
    public var spec: String { "\(localPart)@\(domain)" }
    /// The same for every spelling that reaches the same person in practice: case is folded in both parts.
    public var key: String {
        // Nearly all are ASCII, and the key of an address is asked for again and again.
        guard Self.isASCII(localPart), Self.isASCII(domain) else { return spec.lowercased() }
        return String(unsafeUninitializedCapacity: localPart.utf8.count + 1 + domain.utf8.count) { key in
            var count = 0
            func add(_ part: String) {
                var part = part
                part.withUTF8 { octets in
                    for place in octets.indices { key[count + place] = HeaderNames.lowercased(octets[place]) }
                    count += octets.count
                }
            }
            add(localPart)
            add("@")
            add(domain)
            return count
        }
    }
    public var description: String { displayName.map { "\($0) <\(spec)>" } ?? spec }

    private static func isASCII(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { octets in octets.allSatisfy { $0 < 0x80 } }
    }
}
