public import MailRouting

/// Which addresses are ours, and what they are called in the sandbox a recording is played in.
public struct Household: Sendable {
    /// That of the sandbox's accounts.
    public let sandboxDomain: String
    /// By `Address.key`: the account each of our addresses reaches.
    private let accounts: [String: AccountName]
    /// The domains of these addresses.
    public let ownDomains: Set<String>
    private let policy: GatePolicy
    /// Where an address of ours goes that no account is known for.
    private let fallback: AccountName

    /// - Parameters:
    ///   - accounts: the accounts and every address of each.
    ///   - policy: what the gate knows of us.
    public init(
        accounts: [(name: AccountName, addresses: [Address])], policy: GatePolicy, sandboxDomain: String
    ) {
        self.sandboxDomain = sandboxDomain
        self.policy = policy
        self.accounts = Dictionary(
            accounts.flatMap { account in account.addresses.map { ($0.key, account.name) } },
            uniquingKeysWith: { first, _ in first })
        ownDomains = policy.ownDomains.union(accounts.flatMap { $0.addresses.map(\.domain) })
        fallback = accounts.first?.name ?? "info"
    }

    /// Nil for an address that is not ours.
    public func account(of address: Address) -> AccountName? {
        if let account = accounts[address.key] { return account }
        guard policy.owns(address) else { return nil }
        let local = address.origin.localPart.prefix { $0 != "+" }
        return accounts[Address(localPart: String(local), domain: address.origin.domain).key] ?? fallback
    }

    func isOurs(loop value: String) -> Bool {
        value.lowercased().contains(policy.loopToken.lowercased()) && !policy.loopToken.isEmpty
    }

    /// The names that may be found in a recording: they are the configuration's.
    var names: Set<String> {
        Set(accounts.values.flatMap { Originals.words(in: $0.rawValue) } + Originals.words(in: sandboxDomain))
    }
}
