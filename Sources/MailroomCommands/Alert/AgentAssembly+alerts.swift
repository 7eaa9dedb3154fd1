import MailAgent
import MailRouting
import MailTransport
import ServiceLifecycle

extension AgentAssembly {
    /// What tells a person when one has to look. Where the configuration names nobody, certificates that run out are still in
    /// the walk and in the status.
    func alerts(_ walk: @escaping @Sendable (WalkEvent) -> Void) -> [any Service] {
        let rules = rules
        let authenticator = Authenticator(stateFolder: rules.inForce.configuration.stateFolder)
        let pool = WorkerPool(threads: 1)
        let watch = AlertWatch(
            journal, perHour: rules.inForce.configuration.alerts.perHour,
            accounts: { rules.inForce.configuration.accounts },
            certificates: { await CertificateLook.sightings(rules.inForce.configuration, authenticator, on: pool) },
            walk: walk, tell: telling(walk))
        return [watch]
    }

    /// Tells it every way there is, and whether one of them took it; nil where there is none.
    private func telling(
        _ walk: @escaping @Sendable (WalkEvent) -> Void
    ) -> (@Sendable (AlertBook.Sighting, _ held: Int) async -> Bool)? {
        let configuration = rules.inForce.configuration
        guard !configuration.alerts.isOff else { return nil }
        let teller = AlertTeller(
            configuration, loopToken: rules.inForce.router.responseGuard.policy.loopToken, journal: journal)
        return { sighting, held in
            let results = await teller.tell(sighting, held: held, at: Timekeeper.system.now())
            let faults = results.compactMap { result in result.fault.map { "\(result.way): \($0)" } }
            walk(.alert(sighting.text, faults: faults))
            return faults.count < results.count
        }
    }
}
