import MailJournal
import MailRouting
import ServiceLifecycle

/// The second loop for one submission host: sends what is due, as fast as the host's limits allow and no faster.
///
/// Lanes share one queue, so a host that is down leaves its share to the others.
struct AcknowledgementLane: Service {
    let host: SubmissionHost
    let departments: [DepartmentName: Department]
    let windows: AcknowledgementWindows
    let journal: Journal
    let ports: Ports
    let time: Timekeeper
    let bell: Wakeup
    let walk: @Sendable (WalkEvent) -> Void

    func run() async throws {
        let port = ports.submission(host)
        var failures = 0
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                if let state = try await journal.untoldSending() { walk(.sending(state)) }
                guard try await isWorkDue() else { continue }
                do {
                    try await port.prepare()
                    failures = 0
                } catch {
                    failures += 1
                    let again = RetryPolicy.connection.wait(attempt: failures, random: time.random())
                    if Task.isShuttingDownGracefully { break }
                    walk(.submissionDown(host.name, error, again: again))
                    await time.pause(again)
                    continue
                }
                let claim = try await journal.claimAcknowledgement(
                    on: host.name, limits: host.limits, windows: windows, now: time.now())
                switch claim {
                case .job(let job):
                    let outcome = await perform(job, port)
                    await settle(job, outcome)
                case .closed(let job, let refusal, let until):
                    if case .acknowledge(let acknowledgement) = job.work {
                        walk(
                            .withheld(acknowledgement.department, to: acknowledgement.recipient, refusal, until: until))
                    }
                case .stopped, .wait, .nothing: break
                }
            } catch {
                walk(.journalFault(error.description))
                await time.pause(Limits.journalPause)
            }
        }
        await port.close()
    }

    /// True when a job may be claimed now; otherwise waits until one may be, or something changes.
    private func isWorkDue() async throws(JournalFault) -> Bool {
        let next = try await journal.nextAcknowledgement(on: host.name, limits: host.limits, now: time.now())
        guard let next else {
            await bell.wait(atMost: Limits.laneInterval, time)
            return false
        }
        let now = time.now()
        if next <= now { return true }
        await bell.wait(atMost: min(next - now, Limits.laneInterval), time)
        return false
    }

    private func perform(_ job: Job, _ port: any SubmissionPort) async -> Outcome {
        guard case .acknowledge(let acknowledgement) = job.work,
            let department = departments[acknowledgement.department]
        else { return .permanent(Fault(cause: "its department is no longer in the configuration")) }
        do {
            let message = try ports.compose(acknowledgement, department, job.priority, time.now())
            return await port.submit(message) { try journal.noteHandover(of: job.id) }
        } catch {
            return .permanent(error)
        }
    }

    private func settle(_ job: Job, _ outcome: Outcome) async {
        let settlement = Settlement(job: job.id, outcome: outcome, random: time.random())
        for case .some(let state) in await journal.settleInsistently([settlement], time, walk) {
            report(job, outcome, state)
        }
    }

    private func report(_ job: Job, _ outcome: Outcome, _ state: JobState) {
        guard case .acknowledge(let acknowledgement) = job.work else { return }
        if case .done(.accepted(let reply)) = state {
            walk(
                .sent(
                    acknowledgement.department, acknowledgement.messageID, to: acknowledgement.recipient, reply: reply))
        } else {
            walk(
                .unsettled(
                    .acknowledgement, subject: "to \(acknowledgement.recipient.spec)", state, outcome.fault))
        }
    }
}
