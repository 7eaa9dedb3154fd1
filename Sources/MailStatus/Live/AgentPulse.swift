public import MailAgent
import MailJournal
public import MailRouting
import Synchronization

/// How the running agent is, made from its walk as it happens: what no journal tells, because it ends with the process.
///
/// `note` is called on the loops' threads; it takes a lock for less than a microsecond and waits for nobody else.
public final class AgentPulse: Sendable {
    private let state: Mutex<State>
    private let now: @Sendable () -> Instant

    struct State {
        var startedAt: Instant
        var isStopping = false
        var mailboxes: [MailboxAddress: MailboxPulse]
        var hosts: [SubmissionHostName: HostPulse]
        /// When the rules came into force, why newer ones did not, and what waits for a restart.
        var rules: (since: Instant, fault: String?, needsRestart: [String])
        /// What else a person has to look at, by its name.
        var concerns: [String: (text: String, next: String)] = [:]
        /// Of real mail.
        var tally = WalkTally()
        var simulatedTally = WalkTally()
        /// Decided and on its way.
        var underWay: [ArrivalID: Instant] = [:]
    }

    public init(_ configuration: Configuration, now: @escaping @Sendable () -> Instant) {
        let start = now()
        self.now = now
        let mailboxes = configuration.accounts.flatMap { account in
            account.watch.map { MailboxAddress(account: account.name, mailbox: $0) }
        }
        state = Mutex(
            State(
                startedAt: start,
                mailboxes: Dictionary(
                    mailboxes.map { ($0, MailboxPulse(connection: .connecting(since: start))) },
                    uniquingKeysWith: { first, _ in first }),
                hosts: Dictionary(
                    configuration.submissionHosts.map { ($0.name, HostPulse()) },
                    uniquingKeysWith: { first, _ in first }),
                rules: (start, nil, [])))
    }

    /// Takes note of one step. To be called for every step, from any thread.
    public func note(_ event: WalkEvent) {
        let now = now()
        state.withLock { $0.note(event, now: now) }
    }

    func look() -> State { state.withLock { $0 } }
}

/// One watched mailbox.
struct MailboxPulse: Sendable, Equatable {
    enum Connection: Sendable, Equatable {
        case connecting(since: Instant)
        case watching(since: Instant)
        case interrupted(Fault, since: Instant, again: Instant)
        /// A person stopped it.
        case paused(since: Instant)
    }
    var connection: Connection
    /// Connections that were made after one was lost.
    var reconnects = 0
}

/// One submission host.
struct HostPulse: Sendable, Equatable {
    var fault: (fault: Fault, again: Instant)?
    /// How slow its account is used, after it asked for patience: 1 is at its limits.
    var slowness = 1
    static func == (left: HostPulse, right: HostPulse) -> Bool {
        left.slowness == right.slowness && left.fault?.fault == right.fault?.fault
            && left.fault?.again == right.fault?.again
    }
}

extension AgentPulse.State {
    mutating func note(_ event: WalkEvent, now: Instant) {
        if case .simulated(let event) = event {
            // The same steps, in other figures.
            swap(&tally, &simulatedTally)
            defer { swap(&tally, &simulatedTally) }
            return note(event, now: now)
        }
        switch event {
        case .watching(let mailbox, _, _):
            if case .interrupted = mailboxes[mailbox]?.connection { mailboxes[mailbox]?.reconnects += 1 }
            mailboxes[mailbox, default: MailboxPulse(connection: .connecting(since: now))].connection =
                .watching(since: now)
        case .interrupted(let mailbox, let fault, let again):
            mailboxes[mailbox, default: MailboxPulse(connection: .connecting(since: now))].connection =
                .interrupted(fault, since: since(of: mailbox, now), again: now + again)
        case .submissionDown(let host, let fault, let again):
            hosts[host, default: HostPulse()].fault = (fault, now + again)
        case .submissionBack(let host): hosts[host, default: HostPulse()] = HostPulse()
        case .slowedDown(let host, _, _, let level):
            hosts[host, default: HostPulse()].slowness = 1 << max(0, min(level, 30))
        case .journalFault: tally.journalFaults += 1
        case .arrived(_, let location, _, _): tally.arrived[location.mailbox.account, default: 0] += 1
        case .decided(let id, let location, let decision, let destination):
            tally.note(decision)
            if destination != location.mailbox, underWay.count < Limits.timedDeliveries { underWay[id] = now }
        case .routed(let id, let location, _, _):
            tally.routed[location.mailbox.account, default: 0] += 1
            if let start = underWay.removeValue(forKey: id) { tally.delivery.observe(now - start) }
        case .vanished(let id, _): underWay[id] = nil
        case .sent(_, let department, _, _, _): tally.sent[department, default: 0] += 1
        case .refused(_, _, let refusal): tally.refused[refusal.reason.rawValue, default: 0] += 1
        case .unsettled(_, let kind, _, let state, _): tally.unsettled(kind, state)
        case .paused(let pause): set(.paused(since: pause.since), of: pause.scope)
        case .unpaused(let scope): set(.connecting(since: now), of: scope)
        case .rulesLoaded(_, let needsRestart): rules = (now, nil, needsRestart)
        case .rulesRefused(let faults): rules.fault = faults.first.map(\.description) ?? "refused"
        case .account(let name, .removed): mailboxes = mailboxes.filter { $0.key.account != name }
        case .concern(let subject, let text, let next): concerns[subject] = (text, next)
        case .concernOver(let subject): concerns[subject] = nil
        case .stopping: isStopping = true
        case .observed, .copied, .returned, .withheld, .answered, .sending, .recognised, .rescued, .expired, .crashed,
            .alert,
            .parked, .account, .simulated:
            break
        }
    }

    private mutating func set(_ connection: MailboxPulse.Connection, of scope: PauseScope) {
        for mailbox in mailboxes.keys {
            switch scope {
            case .everything: mailboxes[mailbox]?.connection = connection
            case .account(let name) where mailbox.account == name: mailboxes[mailbox]?.connection = connection
            case .account, .acknowledgements: break
            }
        }
    }

    /// A mailbox that cannot be reached again and again is lost since the first time.
    private func since(of mailbox: MailboxAddress, _ now: Instant) -> Instant {
        if case .interrupted(_, let since, _) = mailboxes[mailbox]?.connection { since } else { now }
    }
}
