import MailAgent
import MailJournal
import MailRouting
import Synchronization

/// Looks at the journal and the pulse for all who ask, no more often than its answers may be old.
///
/// So the cost of a thousand questions a second is that of four looks.
final class StatusBoard: Sendable {
    let sources: StatusSources
    let journal: StatusJournal
    private let pulse: AgentPulse
    private let time: Timekeeper
    private let kept = Mutex<Kept>(Kept())

    private struct Kept {
        var snapshot: (value: StatusSnapshot, until: Instant)?
        var readiness: (value: Readiness, at: Instant)?
        var metrics: (value: StatusMetrics, until: Instant)?
    }

    init(_ sources: StatusSources, journal: StatusJournal, pulse: AgentPulse, time: Timekeeper) {
        self.sources = sources
        self.journal = journal
        self.pulse = pulse
        self.time = time
    }

    private typealias Window = (account: SubmissionAccount, limits: RateLimits, hosts: [SubmissionHostName])

    private static func windows(of configuration: Configuration) -> [Window] {
        var windows: [Window] = []
        for host in configuration.submissionHosts {
            if let place = windows.firstIndex(where: { $0.account == host.account }) {
                windows[place].hosts.append(host.name)
            } else {
                windows.append((host.account, host.limits, [host.name]))
            }
        }
        return windows
    }

    var now: Instant { time.now() }

    var isRunning: Bool { !pulse.look().isStopping }

    func snapshot() throws(JournalFault) -> StatusSnapshot {
        let reading = time.reading()
        if let known = kept.withLock({ $0.snapshot }), reading.steadyInstant < known.until { return known.value }
        let inForce = sources.inForce()
        let windows = Self.windows(of: inForce.configuration)
        let counts = try journal.counts(of: windows.map(\.account), now: reading.wall)
        let accounts = zip(windows, counts.windows).map {
            StatusSnapshot.AccountWindow(use: $1, limits: $0.limits, hosts: $0.hosts)
        }
        let value = StatusSnapshot(
            at: reading.wall, counts: counts, next: try journal.nextAcknowledgements(limit: Limits.nextJobs),
            troubled: try journal.inNeedOfAPerson(limit: Limits.heldJobs), pulse: pulse.look(),
            version: inForce.router.ruleSet.version, readiness: readiness(at: reading.steadyInstant), accounts: accounts
        )
        kept.withLock { $0.snapshot = (value, reading.steadyInstant + Limits.snapshotAge) }
        return value
    }

    func metrics() throws(JournalFault) -> StatusMetrics {
        let reading = time.reading()
        if let known = kept.withLock({ $0.metrics }), reading.steadyInstant < known.until { return known.value }
        let start = reading.wall - Limits.metricsSpan
        let (steps, isCut) = try journal.steps(since: start)
        let value = StatusMetrics(
            since: start, steps: steps, isCut: isCut, flow: try journal.flow(since: Self.wholeHour(before: start)),
            simulated: try journal.steps(since: start, simulated: true).steps)
        kept.withLock { $0.metrics = (value, reading.steadyInstant + Limits.metricsAge) }
        return value
    }

    // MARK: Whether all is well

    /// Asks the agent, which may have to wait for its journal; to be called from time to time, and not on the thread that
    /// answers.
    func askAgent() async {
        let value = await sources.readiness()
        let now = time.reading().steadyInstant
        kept.withLock { $0.readiness = (value, now) }
    }

    /// What the agent last said. Where it says nothing any more, that is what there is to say.
    func readiness() -> Readiness { readiness(at: time.reading().steadyInstant) }

    private func readiness(at now: Instant) -> Readiness {
        guard let known = kept.withLock({ $0.readiness }) else {
            return Readiness([.journalFault("the agent has not answered yet")])
        }
        if now - known.at > Limits.agentSilence { return Readiness([.journalFault("the agent does not answer")]) }
        return known.value
    }

    /// What was known is not to be told any more: somebody has just changed something and wants to see it.
    func forget() { kept.withLock { ($0.snapshot, $0.metrics) = (nil, nil) } }

    private static func wholeHour(before instant: Instant) -> Instant {
        let hour = Interval.hours(1).milliseconds
        return Instant(milliseconds: instant.milliseconds / hour * hour)
    }
}
