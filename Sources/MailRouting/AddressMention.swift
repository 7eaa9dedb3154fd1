/// Finds an address in octets that may be anything: headers, server lines, files.
///
/// The address alone, not as a part of another one: `ann@x.example` is not in `joann@x.example`, nor in
/// `ann@x.example.org`. Case does not matter, also in the local part: whoever asks for his data does not know how it was
/// written.
public struct AddressMention: Sendable {
    /// Lower-cased.
    public let spelling: String
    private let octets: [UInt8]

    public init(_ address: Address) {
        spelling = "\(address.localPart)@\(address.domain)".lowercased()
        octets = Array(spelling.utf8)
    }

    /// How often it stands in `bytes`.
    public func count(in bytes: some BidirectionalCollection<UInt8>) -> Int {
        let bytes = Array(bytes)
        guard bytes.count >= octets.count else { return 0 }
        var count = 0
        var index = 0
        while index + octets.count <= bytes.count {
            if isHere(bytes, index) {
                count += 1
                index += octets.count
            } else {
                index += 1
            }
        }
        return count
    }

    private func isHere(_ bytes: [UInt8], _ start: Int) -> Bool {
        for (offset, octet) in octets.enumerated() where Self.lowered(bytes[start + offset]) != octet { return false }
        if start > 0, Self.isAtomText(bytes[start - 1]) { return false }
        let end = start + octets.count
        guard end < bytes.count else { return true }
        // A dot ends a sentence, unless a further label follows.
        if bytes[end] == 0x2E { return end + 1 == bytes.count || !Self.isLabelText(bytes[end + 1]) }
        return !Self.isLabelText(bytes[end])
    }

    private static func lowered(_ octet: UInt8) -> UInt8 { (0x41...0x5A).contains(octet) ? octet + 0x20 : octet }

    private static func isLabelText(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
            || octet == 0x2D || octet >= 0x80
    }

    /// What an address may have before its @ (RFC 5322 section 3.2.3, without the marks that begin one in practice).
    private static func isAtomText(_ octet: UInt8) -> Bool {
        isLabelText(octet) || "!#$%&*+./?^_`{|}~".utf8.contains(octet)
    }
}
