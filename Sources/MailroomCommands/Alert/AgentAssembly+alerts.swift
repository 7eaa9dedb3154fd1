import MailAgent
import MailRouting
import MailTransport
import ServiceLifecycle

extension AgentAssembly {
    /// What tells a person when one has to look; nothing where the configuration names nobody.
    func alerts(_ walk: @escaping @Sendable (WalkEvent) -> Void) -> [any Service] {
        let (rules, configuration) = (rules, rules.inForce.configuration)
        guard !configuration.alerts.isOff else { return [] }
        let teller = AlertTeller(
            configuration, loopToken: rules.inForce.router.responseGuard.policy.loopToken, journal: journal)
        let authenticator = Authenticator(stateFolder: configuration.stateFolder)
        let pool = WorkerPool(threads: 1)
        let watch = AlertWatch(
            journal, perHour: configuration.alerts.perHour, accounts: { rules.inForce.configuration.accounts },
            certificates: { await CertificateLook.sightings(rules.inForce.configuration, authenticator, on: pool) },
            tell: { sighting, held in
                let results = await teller.tell(sighting, held: held, at: Timekeeper.system.now())
                let faults = results.compactMap { result in result.fault.map { "\(result.way): \($0)" } }
                walk(.alert(sighting.text, faults: faults))
                return faults.count < results.count
            })
        return [watch]
    }
}
