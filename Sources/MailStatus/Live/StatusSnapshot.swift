import MailJournal
import MailRouting

/// How everything stands at one instant: what all answers and the dashboard are made from.
struct StatusSnapshot: Sendable {
    let at: Instant
    let counts: JournalCounts
    /// Acknowledgements in the order they are taken in.
    let next: [QueuedJob]
    /// Held and failed, the newest first.
    let troubled: [QueuedJob]
    let pulse: AgentPulse.State
    /// Of the rule set in force.
    let version: String
    /// As the agent itself last said it.
    let readiness: Readiness
    let accounts: [AccountWindow]

    var rulesFault: String? { pulse.rules.fault }

    /// What may be sent by an account and what was.
    struct AccountWindow: Sendable {
        let use: WindowUse
        let limits: RateLimits
        let hosts: [SubmissionHostName]
    }

    static let openStates: Set<JobStateName> = [.waiting, .pending, .claimed, .retry, .uncertain]
    static let troubledStates: Set<JobStateName> = [.held, .failed]

    var isRunning: Bool { !pulse.isStopping }
    var isReady: Bool { isRunning && readiness.isReady }
    /// Acknowledgements of real mail that are to be sent and not settled.
    var queueSize: Int { counts.jobs(.acknowledgement, Self.openStates) }
    /// What waits for a person, of real mail.
    var errorsCount: Int { counts.jobs(nil, Self.troubledStates) }
    /// The same of simulated mail.
    var simulatedQueueSize: Int { counts.jobs(.acknowledgement, Self.openStates, simulated: true) }
    var simulatedErrorsCount: Int { counts.jobs(nil, Self.troubledStates, simulated: true) }
    /// Of the acknowledgements that came to an end, the share that was accepted; 1 while there is none.
    var successRate: Double {
        let failed = counts.jobs(.acknowledgement, Self.troubledStates)
        let all = counts.sent + failed
        return all == 0 ? 1 : Double(counts.sent) / Double(all)
    }
    var limitMinute: Int { accounts.reduce(0) { $0 + $1.limits.perMinute } }
    var limitHour: Int { accounts.reduce(0) { $0 + $1.limits.perHour } }
    var sentMinute: Int { accounts.reduce(0) { $0 + $1.use.minute } }
    var sentHour: Int { accounts.reduce(0) { $0 + $1.use.hour } }
}
