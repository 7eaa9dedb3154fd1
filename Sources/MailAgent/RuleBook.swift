import MailJournal
public import MailRouting
import Synchronization

/// The rules in force and where departments are: what the first loop decides with, swapped between two decisions.
public final class RuleBook: Sendable {
    private let current: Mutex<Router>
    public let departments: [DepartmentName: Department]

    public init(_ router: Router, departments: [Department]) {
        current = Mutex(router)
        self.departments = Dictionary(departments.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public var router: Router { current.withLock { $0 } }
    /// Puts another rule set in force from the next decision on.
    public func replace(with router: Router) { current.withLock { $0 = router } }

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
