import MailJournal
import MailRouting
import ServiceLifecycle

/// The second loop for one submission host: sends what is due, as fast as its account's limits and pace allow and no
/// faster, while it is this host's turn.
///
/// Lanes share one queue, so a host that is down leaves its share to the others.
struct AcknowledgementLane: Service {
    let host: SubmissionHost
    let rules: RuleBook
    let journal: Journal
    let ports: Ports
    let time: Timekeeper
    let balance: SubmissionBalance
    let walk: @Sendable (WalkEvent) -> Void

    private var windows: AcknowledgementWindows { rules.inForce.windows }

    func run() async throws {
        let port = ports.submission(host)
        let bell = balance.bell(of: host)
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                if let pause = try await step(port) { await bell.wait(atMost: min(pause, Limits.laneInterval), time) }
            } catch {
                walk(.journalFault(error.description))
                await time.pause(Limits.journalPause)
            }
        }
        await port.close()
    }

    /// Sends what can be sent now, or finds out that nothing can.
    ///
    /// - Returns: how long there is nothing to do, unless something changes; nil to go on at once.
    func step(_ port: any SubmissionPort) async throws(JournalFault) -> Interval? {
        if let state = try await journal.untoldSending() {
            walk(.sending(state))
            // Hosts that were blocked until a stop ends must not wait for an end that a person has set aside.
            balance.lookAgain()
        }
        let reading = time.reading()
        try await journal.keepTime(at: reading)
        switch balance.turn(of: host, at: reading) {
        case .wait(let until): return until - reading.steadyInstant
        case .standBy: return Limits.laneInterval
        case .probe:
            // Also with nothing to send: whoever comes back takes its share again from the next message on.
            if await reach(port) { walk(.submissionBack(host.name)) }
            return nil
        case .go: break
        }
        let limits = balance.limits(of: host)
        let next = try await journal.nextAcknowledgement(
            on: host.name, of: host.account, limits: limits, at: reading)
        guard let next else { return Limits.laneInterval }
        if next > reading.wall {
            balance.block(host, until: reading.steadyInstant + (next - reading.wall), at: reading)
            return next - reading.wall
        }
        guard await reach(port), !Task.isShuttingDownGracefully else { return nil }
        let now = time.reading()
        var claim = try await journal.claimAcknowledgement(
            on: host.name, of: host.account, limits: limits, windows: windows, at: now)
        while case .job(let job) = claim {
            guard let next = await send(job, port, at: time.reading()) else { return nil }
            claim = next
        }
        if case .closed(let job, let refusal, let until) = claim, case .acknowledge(let acknowledgement) = job.work {
            walk(
                .withheld(job.arrival, acknowledgement.department, to: acknowledgement.recipient, refusal, until: until)
                    .of(simulated: job.isSimulated))
        }
        return nil
    }

    /// Sends one acknowledgement and writes down what came of it, and in the same transaction what is next: three writes
    /// to the disk for each message would be one too many.
    ///
    /// - Returns: what is next; nil when somebody has to look first.
    private func send(_ job: Job, _ port: any SubmissionPort, at reading: ClockReading) async -> AcknowledgementClaim? {
        balance.begin(host, at: reading)
        let outcome = judge(await perform(job, port), of: job)
        balance.end(host)
        let now = time.reading()
        guard case .completed = outcome, balance.turn(of: host, at: now) == .go, !Task.isShuttingDownGracefully,
            !Task.isCancelled
        else {
            await settle(job, outcome)
            return nil
        }
        let settlement = Settlement(job: job.id, outcome: outcome, random: time.random())
        do {
            let (state, next) = try await journal.settle(
                settlement, thenClaimingOn: host.name, of: host.account, limits: balance.limits(of: host),
                windows: windows, at: now)
            report(job, outcome, state)
            return next
        } catch {
            // Nothing of it was kept; what has happened is written down however long it takes.
            walk(.journalFault(error.description))
            await settle(job, outcome)
            return nil
        }
    }

    /// Whether a connection is open and authenticated; notes what was found.
    private func reach(_ port: any SubmissionPort) async -> Bool {
        do {
            try await port.prepare()
            balance.note(.reached, of: host, at: time.reading(), random: time.random())
            return true
        } catch {
            noteFailure(error)
            return false
        }
    }

    private func noteFailure(_ fault: Fault) {
        let reading = time.reading()
        if fault.isThrottle { slowDown(nil, fault, reading) }
        let policy = fault.meansRejectedCredentials ? RetryPolicy.rejectedCredentials : .connection
        let health = balance.note(.failed(policy), of: host, at: reading, random: time.random())
        guard case .failing(_, let until) = health else { return }
        walk(.submissionDown(host.name, fault, again: until - reading.steadyInstant))
    }

    @discardableResult
    private func slowDown(_ job: JobID?, _ fault: Fault, _ reading: ClockReading) -> Interval? {
        let slowed = balance.throttle(
            job, by: host, hint: fault.retryAfter, at: reading, random: time.random())
        guard let slowed else { return nil }
        walk(.slowedDown(host.name, fault, pause: slowed.pause, level: slowed.level))
        return slowed.pause
    }

    private func perform(_ job: Job, _ port: any SubmissionPort) async -> Outcome {
        guard case .acknowledge(let acknowledgement) = job.work,
            let department = rules.inForce.departments[acknowledgement.department]
        else { return .permanent(Fault(cause: "its department is no longer in the configuration")) }
        do {
            let message = try ports.compose(acknowledgement, department, job.priority, time.now())
            return await port.submit(message) { try journal.noteHandover(of: job.id) }
        } catch {
            return .permanent(error)
        }
    }

    /// What an outcome means for the host and its account, and what is left of it for the job.
    private func judge(_ outcome: Outcome, of job: Job) -> Outcome {
        switch outcome {
        case .completed:
            balance.note(.answered, of: host, at: time.reading(), random: time.random())
            balance.accepted(job.id, by: host)
        case .transient(let fault) where fault.isThrottle:
            let reading = time.reading()
            balance.note(.answered, of: host, at: reading, random: time.random())
            if let pause = slowDown(job.id, fault, reading) { return .throttled(fault, until: reading.wall + pause) }
        case .transient(let fault), .permanent(let fault), .uncertain(let fault):
            if fault.replyCode != nil {
                balance.note(.answered, of: host, at: time.reading(), random: time.random())
            } else if fault.host != nil, outcome.isLost {
                noteFailure(fault)
            }
            if case .uncertain = outcome, rules.inForce.configuration.acknowledgements.whenUncertain == .hold {
                return .hold(.uncertain(fault))
            }
        case .throttled, .hold: break
        }
        return outcome
    }

    private func settle(_ job: Job, _ outcome: Outcome) async {
        let settlement = Settlement(job: job.id, outcome: outcome, random: time.random())
        for case .some(let state) in await journal.settleInsistently([settlement], time, walk) {
            report(job, outcome, state)
        }
    }

    private func report(_ job: Job, _ outcome: Outcome, _ state: JobState) {
        guard case .acknowledge(let acknowledgement) = job.work else { return }
        let tell = { (event: WalkEvent) in walk(event.of(simulated: job.isSimulated)) }
        if case .done(.accepted(let reply)) = state {
            tell(
                .sent(
                    job.arrival, acknowledgement.department, acknowledgement.messageID, to: acknowledgement.recipient,
                    reply: reply))
        } else {
            tell(
                .unsettled(
                    job.arrival, .acknowledgement, subject: "to \(acknowledgement.recipient.spec)", state, outcome.fault
                ))
        }
    }
}

extension Outcome {
    /// Without a reply: the connection failed in the middle.
    fileprivate var isLost: Bool {
        switch self {
        case .transient, .uncertain: true
        case .completed, .throttled, .permanent, .hold: false
        }
    }
}

extension Fault {
    /// RFC 4954 section 6: the user name or the secret is wrong, and trying again soon may lock the account.
    fileprivate var meansRejectedCredentials: Bool { replyCode == 535 || replyCode == 534 }
}
