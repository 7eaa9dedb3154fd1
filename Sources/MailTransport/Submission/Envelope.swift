public import MailRouting

/// Who a message comes from and goes to, as the submission host is told (RFC 5321 section 2.3.1).
public struct Envelope: Sendable, Equatable {
    /// nil is the null reverse-path `<>` of automatic responses (RFC 3834 section 3.3).
    public let reversePath: Address?
    public let forwardPaths: [Address]
    /// Whether a failure is to be reported to the reverse-path. Where the host offers DSN it is told NOTIFY=FAILURE, or
    /// else NOTIFY=NEVER, for every forward-path (RFC 3461 section 4.1).
    public let wantsNotification: Bool

    public init(reversePath: Address?, forwardPaths: [Address], wantsNotification: Bool = false) {
        self.reversePath = reversePath
        self.forwardPaths = forwardPaths
        self.wantsNotification = wantsNotification
    }
}

/// A path as it goes on the wire, without angle brackets: checked, quoted where the grammar demands it.
struct WirePath: Equatable {
    let text: String
    /// Holds characters outside ASCII, so the host must offer SMTPUTF8 (RFC 6531).
    let needsSMTPUTF8: Bool

    /// Why an address cannot go on the wire.
    struct Invalid: Error, Equatable {
        let reason: String
    }

    init(_ address: Address) throws(Invalid) {
        guard !address.localPart.isEmpty, !address.domain.isEmpty else { throw Invalid(reason: "an empty address") }
        guard address.localPart.utf8.count <= Limits.localPartOctets else {
            throw Invalid(reason: "a local-part longer than \(Limits.localPartOctets) octets")
        }
        guard address.domain.utf8.count <= Limits.domainOctets else {
            throw Invalid(reason: "a domain longer than \(Limits.domainOctets) octets")
        }
        guard !(address.localPart + address.domain).unicodeScalars.contains(where: WirePath.isControl) else {
            throw Invalid(reason: "an address with a control character")
        }
        guard WirePath.isDomain(address.domain) else { throw Invalid(reason: "a domain that is none") }
        let text = WirePath.localPart(address.localPart) + "@" + address.domain
        guard text.utf8.count <= Limits.pathOctets else {
            throw Invalid(reason: "a path longer than \(Limits.pathOctets) octets")
        }
        self.text = text
        needsSMTPUTF8 = !text.utf8.allSatisfy { $0 < 0x80 }
    }

    /// C0, DEL and C1.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// Letters, digits, hyphens and dots, an address literal, or anything beyond ASCII (RFC 6531 section 3.3).
    private static func isDomain(_ domain: String) -> Bool {
        let isLiteral = domain.hasPrefix("[") && domain.hasSuffix("]")
        let inner = isLiteral ? domain.dropFirst().dropLast() : domain[...]
        let more = isLiteral ? "-.:" : "-."
        return !inner.isEmpty
            && inner.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x80 || (scalar.isASCII && Character(scalar).isLetter)
                    || (scalar.isASCII && Character(scalar).isNumber) || more.unicodeScalars.contains(scalar)
            }
    }

    /// As a Dot-string where possible, else as a Quoted-string (RFC 5321 section 4.1.2).
    private static func localPart(_ text: String) -> String {
        let special = "!#$%&'*+-/=?^_`{|}~".unicodeScalars
        let isDotString = text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.unicodeScalars.allSatisfy { scalar in
                    scalar.value >= 0x80 || Character(scalar).isLetter || Character(scalar).isNumber
                        || special.contains(scalar)
                }
        }
        if isDotString || isQuotedString(text) { return text }
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"" + String(escaped) + "\""
    }

    private static func isQuotedString(_ text: String) -> Bool {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return false }
        var escaped = false
        for character in text.dropFirst().dropLast() {
            if escaped {
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else if character == "\"" {
                return false
            }
        }
        return !escaped
    }
}
