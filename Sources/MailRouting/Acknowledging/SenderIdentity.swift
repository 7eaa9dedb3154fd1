/// Who would get an acknowledgement, as the windows count: the same for every spelling that reaches the same mailbox,
/// so that a program which varies its address does not look like many people.
public struct SenderIdentity: Sendable, Hashable {
    /// The local-part without case, detail (`+order`, RFC 5233) and what forwarders and bounce checks wrap around it
    /// (SRS, BATV), at its domain.
    public let sender: String
    /// The domain its organisation registered.
    public let domain: String

    public init(_ address: Address) {
        var local = address.plainLocalPart
        // One mailbox there for all of them.
        if Self.ignoresDots.contains(address.domain) { local.removeAll { $0 == "." } }
        sender = "\(local)@\(address.domain)"
        domain = address.organisation
    }

    private static let ignoresDots: Set<String> = ["gmail.com", "googlemail.com"]
}
