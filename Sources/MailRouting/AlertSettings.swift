/// Whom the agent tells when a person has to look.
public struct AlertSettings: Sendable, Equatable {
    /// Where the address (URL) of a webhook is kept: whoever knows it can write there, so it is a secret.
    public let webhook: SecretSource?
    /// An operator's address, outside of the accounts.
    public let address: Address?
    /// The most alerts in any hour; what is more waits, and the next says how many did.
    public let perHour: Int

    public init(webhook: SecretSource? = nil, address: Address? = nil, perHour: Int = 10) {
        self.webhook = webhook
        self.address = address
        self.perHour = perHour
    }

    /// Nobody is named, so nobody is told.
    public var isOff: Bool { webhook == nil && address == nil }
}
