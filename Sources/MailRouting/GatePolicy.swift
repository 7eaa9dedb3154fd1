/// What the gate must know about ourselves to refuse automatic responses that would come back.
public struct GatePolicy: Sendable, Equatable {
    /// False: nothing is ever sent.
    public let isEnabled: Bool
    /// Every address that is ours: accounts, aliases, acknowledgement senders; by `Address.key`.
    public private(set) var ownAddresses: Set<String>
    /// The domains of our addresses: where acknowledgements may come from.
    public private(set) var ownDomains: Set<String>
    /// Messages older than this are routed, never acknowledged (RFC 3834 section 2 asks for timely responses).
    public let maximumAge: Interval
    /// The value of our own loop header field, unique to this installation.
    public let loopToken: String
    /// Senders whose programs may be answered.
    public let trust: [TrustEntry]
    /// Where the acknowledgements of simulated mail go instead of to its made-up senders.
    public let simulationSink: SimulationSink

    public init(
        isEnabled: Bool = true, ownAddresses: Set<String>, maximumAge: Interval, loopToken: String,
        trust: [TrustEntry] = [], simulationSink: SimulationSink = .nowhere
    ) {
        self.isEnabled = isEnabled
        self.ownAddresses = ownAddresses
        self.maximumAge = maximumAge
        self.loopToken = loopToken
        self.trust = trust
        self.simulationSink = simulationSink
        ownDomains = Self.domains(of: ownAddresses)
    }

    /// The same policy where these addresses are ours too.
    public func owning(_ more: [Address]) -> GatePolicy {
        var policy = self
        policy.ownAddresses.formUnion(more.map(\.key))
        policy.ownDomains = Self.domains(of: policy.ownAddresses)
        return policy
    }

    /// Whether an address reaches us: also with a detail behind `+` (RFC 5233), and behind what forwarders and bounce
    /// checks wrap around it.
    public func owns(_ address: Address) -> Bool {
        if ownAddresses.contains(address.key) { return true }
        let origin = address.origin
        if origin != address, ownAddresses.contains(origin.key) { return true }
        guard let plus = origin.localPart.utf8.firstIndex(of: UInt8(ascii: "+")) else { return false }
        let plain = Address(localPart: String(origin.localPart[..<plus]), domain: origin.domain)
        return ownAddresses.contains(plain.key)
    }

    private static func domains(of addresses: Set<String>) -> Set<String> {
        Set(addresses.compactMap { Address($0)?.domain })
    }
}
