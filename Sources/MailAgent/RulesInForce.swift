import MailJournal
public import MailRouting

/// What the loops go by at one instant: the rules, and where the configuration they were checked against leads.
public struct RulesInForce: Sendable {
    public let router: Router
    public let configuration: Configuration
    let departments: [DepartmentName: Department]
    let planner: AcknowledgementPlanner

    init(_ router: Router, _ configuration: Configuration) {
        self.router = router
        self.configuration = configuration
        departments = Dictionary(
            configuration.departments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        planner = AcknowledgementPlanner(departments: configuration.departments)
    }

    /// Whose verdicts in the header are believed.
    func receivingServer(of account: AccountName) -> ReceivingServer {
        configuration.account(account)?.receivingServer ?? .unknown
    }

    var windows: AcknowledgementWindows { configuration.acknowledgements.windows }

    /// The mailbox a decision leads to. Rules are checked against the departments before they are used, so every
    /// decision has one; a department that is not there all the same keeps the message where it is.
    func destination(of decision: Decision, from source: MailboxAddress) -> MailboxAddress {
        guard let department = departments[decision.department] else { return source }
        guard let folder = decision.folder else { return department.destination }
        return MailboxAddress(account: department.destination.account, mailbox: folder)
    }

    /// Where the further copies go: one for each mailbox, and none where the message itself goes.
    func copies(of decision: Decision, besides destination: MailboxAddress) -> [PlannedCopy] {
        var taken: Set<MailboxAddress> = [destination]
        return decision.copies.compactMap { name in
            guard let place = departments[name]?.destination, taken.insert(place).inserted else { return nil }
            return PlannedCopy(department: name, destination: place)
        }
    }
}
