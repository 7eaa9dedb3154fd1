/// What the gate must know about ourselves to refuse automatic responses that would come back.
public struct GatePolicy: Sendable, Equatable {
    /// False: nothing is ever sent.
    public let isEnabled: Bool
    /// Every address that is ours: accounts, aliases, acknowledgement senders; by `Address.key`.
    public private(set) var ownAddresses: Set<String>
    /// Messages older than this are routed, never acknowledged (RFC 3834 section 2 asks for timely responses).
    public let maximumAge: Interval
    /// The value of our own loop header field, unique to this installation.
    public let loopToken: String

    public init(isEnabled: Bool = true, ownAddresses: Set<String>, maximumAge: Interval, loopToken: String) {
        self.isEnabled = isEnabled
        self.ownAddresses = ownAddresses
        self.maximumAge = maximumAge
        self.loopToken = loopToken
    }
    /// The same policy where these addresses are ours too.
    public func owning(_ more: [Address]) -> GatePolicy {
        var policy = self
        policy.ownAddresses.formUnion(more.map(\.key))
        return policy
    }
}
