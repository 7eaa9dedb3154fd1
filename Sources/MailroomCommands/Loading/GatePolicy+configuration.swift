import MailRouting
import MailTransport

extension GatePolicy {
    /// What the gate must know about this installation; `more` are further addresses of ours.
    init(_ configuration: Configuration, own more: [Address] = []) {
        let accounts = configuration.accounts.flatMap { [$0.address] + $0.aliases }
        let own = Set((accounts + configuration.departments.map(\.sender)).map(\.key))
        // A mailbox is also reached under the name one logs in with, where that is an address.
        let logins = (configuration.accounts.map(\.server) + configuration.submissionHosts.map(\.server))
            .compactMap { Address($0.userName) }
        self.init(
            isEnabled: configuration.acknowledgements.enabled,
            ownAddresses: own.union((logins + more).map(\.key)),
            maximumAge: configuration.acknowledgements.maximumAge,
            loopToken: Self.loopToken(of: own), trust: configuration.acknowledgements.trust,
            simulationSink: configuration.simulation.sink)
    }

    /// Without a configuration: these addresses are ours and everything else is as shipped.
    init(own addresses: [Address] = []) {
        let own = Set(addresses.map(\.key))
        self.init(ownAddresses: own, maximumAge: .days(3), loopToken: Self.loopToken(of: own))
    }

    /// Made from our addresses, so that it is the same after a restart, on another machine and in a replay, and that
    /// another installation has another one. Its value is no secret: it only has to be recognised.
    private static func loopToken(of own: Set<String>) -> String {
        String(MessageContent(Array("mailroom \(own.sorted().joined(separator: " "))".utf8)).sha256.prefix(32))
    }
}
