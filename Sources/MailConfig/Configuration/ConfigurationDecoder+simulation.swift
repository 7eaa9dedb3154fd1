import MailRouting

/// `simulation:`.
extension ConfigurationDecoder {
    func simulation(
        _ configuration: Fields, _ accounts: [Named<Account?>], _ hosts: [Named<SubmissionHost?>]
    ) -> SimulationSettings {
        guard let node = configuration["simulation"],
            let fields = Fields(node, KnownKeys.simulatedMail, of: "simulation", reading)
        else { return SimulationSettings() }
        return SimulationSettings(sink: fields.optional("sink") { sink($0, accounts, hosts) } ?? .nowhere)
    }

    /// Nobody may be written to by mistake, and nothing may come back to be routed.
    private func sink(
        _ node: YAMLNode, _ accounts: [Named<Account?>], _ hosts: [Named<SubmissionHost?>]
    ) -> SimulationSink? {
        if node.spelling == "senders" {
            let far = hosts.compactMap(\.value).first { !HostName.isLoopback($0.server.host) }
            guard let far else { return .senders }
            reading.report(
                at: node,
                "'sink: senders' writes to addresses that are made up, but submission host '\(far.name)' is not on this machine",
                suggestion: "name an address of yours, outside of the accounts, that takes these letters")
            return nil
        }
        guard let address = reading.address(node) else { return nil }
        let own = accounts.compactMap(\.value).flatMap { [$0.address] + $0.aliases }
        guard !own.contains(where: { $0.key == address.key }) else {
            reading.report(
                at: node,
                "acknowledgements of simulated mail to \(address.spec) would arrive in a mailbox that mailroom itself watches over",
                suggestion: "name an address of yours outside of the accounts")
            return nil
        }
        return .address(address)
    }
}
