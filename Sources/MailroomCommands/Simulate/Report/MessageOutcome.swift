import MailRehearsal
import MailRouting

/// One message of a week, and everything that is not as its plan expects.
struct MessageOutcome: Sendable {
    /// What is not as it should be.
    enum Fault: Sendable, Equatable, CustomStringConvertible {
        case decided(JudgedMessage.Aspect, actual: String, expected: String)
        case lost(there: Int, arrived: Int)
        case doubled(there: Int, arrived: Int)
        case misplaced(DepartmentName)
        case acknowledged(times: Int, due: Int)

        var description: String {
            switch self {
            case .decided(let aspect, let actual, let expected): "\(aspect.rawValue) \(actual), not \(expected)"
            case .lost(let there, let arrived): "lost: \(there) of \(arrived) are there"
            case .doubled(let there, let arrived): "doubled: \(there) are there, \(arrived) arrived"
            case .misplaced(let department): "stands in \(department)"
            case .acknowledged(let times, let due): "acknowledged \(times) times, not \(due)"
            }
        }

        /// Stable, for programs.
        var key: String {
            switch self {
            case .decided(let aspect, _, _): aspect.rawValue
            case .lost: "lost"
            case .doubled: "doubled"
            case .misplaced: "misplaced"
            case .acknowledged: "acknowledged"
            }
        }
    }

    let judged: JudgedMessage
    let faults: [Fault]

    var isRight: Bool { faults.isEmpty }
    /// It came back as a single right copy from its department.
    var isDelivered: Bool {
        !faults.contains { fault in
            switch fault {
            case .lost, .doubled, .misplaced: true
            case .decided, .acknowledged: false
            }
        }
    }
}
