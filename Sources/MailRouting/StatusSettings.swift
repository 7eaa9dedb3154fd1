/// Where the agent tells how it is, over HTTP.
public struct StatusSettings: Sendable, Equatable {
    /// An IPv4 or IPv6 address of this machine; no name, so that nothing is looked up.
    public let address: String
    /// 0 lets the system choose one.
    public let port: UInt16
    /// What a bearer token (RFC 6750) is compared with; nil: nothing can be changed over HTTP.
    public let token: SecretSource?
    /// Somebody in front speaks TLS with the outside, so that no token travels in the clear.
    public let isBehindTLSProxy: Bool

    public init(
        address: String = "127.0.0.1", port: UInt16 = 8080, token: SecretSource? = nil, isBehindTLSProxy: Bool = false
    ) {
        self.address = address
        self.port = port
        self.token = token
        self.isBehindTLSProxy = isBehindTLSProxy
    }

    /// Nobody beyond this machine can reach it.
    public var isLoopback: Bool { address == "::1" || address.hasPrefix("127.") }
}
