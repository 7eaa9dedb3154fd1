public import MailRouting
import Synchronization

/// The rules and the configuration in force, swapped as a whole between two decisions while the agent runs.
///
/// What was decided before a swap keeps its decision: it stands in the journal. Whoever decides takes `inForce` once and
/// goes by that, so that no decision mixes two sets.
public final class RuleBook: Sendable {
    private let current: Mutex<RulesInForce>
    /// Rings after each swap.
    let swapped = Wakeup()

    public init(_ router: Router, _ configuration: Configuration) {
        current = Mutex(RulesInForce(router, configuration))
    }

    /// What is decided by now; whoever asks once for a batch decides the whole batch by it.
    public var inForce: RulesInForce { current.withLock { $0 } }

    /// Puts another set in force from the next decision on.
    ///
    /// Accounts that came, went or changed are followed without touching the others; of the submission hosts only the
    /// limits. Whatever else of the configuration is another stays as it was at the start.
    public func replace(with router: Router, _ configuration: Configuration) {
        let next = RulesInForce(router, configuration)
        current.withLock { $0 = next }
        swapped.ring()
    }
}
