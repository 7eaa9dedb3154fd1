/// Who would get an acknowledgement, as the windows count: the same for every spelling that reaches the same mailbox,
/// so that a program which varies its address does not look like many people.
public struct SenderIdentity: Sendable, Hashable {
    /// The address without case, detail (`+order`, RFC 5233) and what forwarders and bounce checks wrap around it (SRS,
    /// BATV): who is forwarded and who writes straight to us is one.
    public let sender: String
    /// The domain an organisation registered, of the address as it is: that is where the mail goes. What is wrapped in
    /// it is the sender's own word, and a new word for each message would be a new domain for each.
    public let domain: String

    public init(_ address: Address) {
        let origin = address.origin
        let host = Self.provider(of: origin.domain)
        var local = origin.plainLocalPart
        // One mailbox there for all of them.
        if host == Self.google { local.removeAll { $0 == "." } }
        sender = "\(local)@\(host)"
        domain = Self.provider(of: address.organisation)
    }

    /// As it was once made and written down.
    public init(sender: String, domain: String) {
        self.sender = sender
        self.domain = domain
    }

    /// The author of simulated mail under this address: another than the real one, so that a rehearsal uses up nobody's
    /// windows. No address holds a space.
    public var simulated: SenderIdentity {
        SenderIdentity(sender: "simulated \(sender)", domain: "simulated \(domain)")
    }

    private static let google = "gmail.com"

    /// Two names of one provider, where each mailbox has both.
    private static func provider(of domain: String) -> String { domain == "googlemail.com" ? google : domain }
}
