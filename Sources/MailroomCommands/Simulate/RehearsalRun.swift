import MailAgent
import MailJournal
import MailRehearsal
import MailRouting
import MailSandbox
import MailTransport

/// Plays a week: the agent runs, the messages come as the clock of the week goes, and everybody waits until nothing is
/// left to do.
struct RehearsalRun: Sendable {
    /// Longer than anything takes on a loaded machine; a run that is not finished by then is reported as it stands.
    private static let patience = Duration.seconds(300)

    /// What the limits make so many acknowledgements wait comes on top.
    private func patience(_ count: Int) -> Duration {
        let limits = stage.loaded.configuration.submissionHosts.map(\.limits)
        let (perMinute, perHour) = (limits.map(\.perMinute).min() ?? 1, limits.map(\.perHour).min() ?? 1)
        return Self.patience + .seconds(60 * (count / max(1, perMinute)) + 3_600 * (count / max(1, perHour)))
    }

    private let stage: RehearsalStage
    private let control: RehearsalControl
    private let time: Timekeeper
    private let say: @Sendable (String) -> Void
    private let progress = DemoProgress()
    private let times = RehearsalTimes()

    /// - Parameters:
    ///   - control: Who has a say in it.
    ///   - say: Takes what a person who waits wants to know; a line.
    init(
        _ stage: RehearsalStage, control: RehearsalControl = RehearsalControl(), time: Timekeeper = .system,
        say: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.stage = stage
        self.control = control
        self.time = time
        self.say = say
    }

    /// As fast as it goes.
    func play(_ simulation: Simulation) async throws -> RehearsalReport {
        let sealed = try stage.sealed(simulation)
        return try await play(RehearsedWeek(sealed.id, sealed.messages(), zone: sealed.plan.zone))
    }

    func play(_ week: RehearsedWeek) async throws -> RehearsalReport {
        let assembly = try AgentAssembly(stage.loaded)
        let agent = assembly.agent { event in
            times.note(event)
            progress.note(event)
        }
        let sampler = RehearsalSampler(
            assembly.journal, hosts: stage.loaded.configuration.submissionHosts, times: times, time: time)
        let (end, isComplete) = try await AgentAssembly.run(agent, heedsSignals: false) {
            let signals = RehearsalControl.Signals(control)
            defer { withExtendedLifetime(signals) {} }
            let accounts = stage.loaded.configuration.accounts.count
            try await progress.wait("the agent watches every mailbox", atMost: .seconds(60)) { $0.watching == accounts }
            async let _ = sampler.run()
            let end = try await deliver(week, sampler)
            let came = Array(week.messages.prefix(end.delivered))
            return (end, try await settle(came, assembly.journal))
        }
        let came = Array(week.messages.prefix(end.delivered))
        try await sampler.look()
        let kept = try await kept(assembly.journal)
        let isStopped = end.state == .stopped
        return RehearsalReport(
            isStopped ? "\(week.title), stopped after \(came.count) of \(week.messages.count)" : week.title,
            came.enumerated().map { index, message in
                let arrival = kept[ArrivalKey(message)]
                return JudgedMessage(message, arrival, times.walk(of: index, arrival?.id))
            }, places: try await places(), acknowledged: try await acknowledged(), isComplete: isComplete,
            course: sampler.course, zone: week.zone, speed: week.speed)
    }

    /// In the order of the week, each as its author's server would.
    private func deliver(_ week: RehearsedWeek, _ sampler: RehearsalSampler) async throws -> Pacing {
        let arrivals = week.messages.map(\.arrivedAt)
        let timetable = Timetable(
            arrivals, speed: week.speed, skippingNights: week.skipsNights, start: time.now())
        var shown = Progress("messages delivered", of: arrivals.count, lines: say)
        defer { shown.finish() }
        var state = Pacing.State.running
        let delivery = PacedDelivery(time: time, wishes: control.wishes) { pacing, now in
            let standing = week.standing(pacing, at: now)
            control.tell(standing)
            sampler.note(came: pacing.delivered, shows: pacing.shows(at: now))
            if pacing.state != state, pacing.state != .over { say(standing.line) }
            state = pacing.state
            let isPaused = pacing.state == .paused
            shown.show(
                pacing.delivered,
                detail: [standing.shows, isPaused ? "paused" : ""].filter { !$0.isEmpty }.joined(separator: ", "))
        }
        return try await delivery.run(timetable) { index in
            let message = week.messages[index]
            try await stage.sandbox.deliver(
                message.bytes, to: "\(message.account)@\(RehearsalStage.domain)", from: message.reversePath)
            times.came(index)
        }
    }

    /// Until everything that came is dealt with and nothing is left to do; false when somebody did not want to wait for
    /// it, or it took too long.
    private func settle(_ came: [SimulatedMessage], _ journal: Journal) async throws -> Bool {
        let meant = Set(came.map(ArrivalKey.init))
        let start = times.elapsed
        while !control.isGivenUp {
            _ = control.wishes()
            // Other mail may come meanwhile, so that a count alone says nothing.
            if times.decided >= came.count, try await journal.summary().isQuiet,
                try await kept(journal).keys.count(where: meant.contains) == meant.count
            {
                return true
            }
            guard times.elapsed - start < patience(came.count) else {
                Terminal.note("gave up waiting until every message is dealt with")
                return false
            }
            try await time.sleep(.milliseconds(200))
        }
        return false
    }

    private func kept(_ journal: Journal) async throws -> [ArrivalKey: KeptArrival] {
        let decided = try await journal.arrivals(since: Instant(seconds: 0), after: nil, limit: Int(Int32.max))
        return Dictionary(decided.map { (ArrivalKey($0), $0) }) { first, _ in first }
    }

    /// Where each message stands in the end, by its Message-ID: an independent look, past the agent and past IMAP.
    private func places() async throws -> [MessageID: [DepartmentName]] {
        var places: [MessageID: [DepartmentName]] = [:]
        for department in stage.loaded.configuration.departments {
            guard let account = stage.sandbox.account(department.destination.account.rawValue) else { continue }
            for message in try await stage.sandbox.messages(of: account.address) {
                guard let id = SimulatedMessage.name(of: MessageParser.parse(message: message.bytes)) else { continue }
                places[id, default: []].append(department.name)
            }
        }
        return places
    }

    /// How often each message was acknowledged, as the world outside received it.
    private func acknowledged() async throws -> [MessageID: Int] {
        do {
            _ = try await stage.sandbox.waitForMessages(times.sent, of: Sandbox.catchAllAddress)
        } catch SandboxError.mailMissing {
            // The report counts what is there, and says what is not.
        }
        var counts: [MessageID: Int] = [:]
        for letter in try await stage.sandbox.messages(of: Sandbox.catchAllAddress) {
            for id in MessageParser.parse(message: letter.bytes).inReplyTo { counts[id, default: 0] += 1 }
        }
        return counts
    }
}

/// What tells which arrival a message of the week is.
private struct ArrivalKey: Hashable {
    let account: AccountName
    let message: MessageID?

    init(_ message: SimulatedMessage) {
        account = message.account
        self.message = message.messageID
    }

    init(_ kept: KeptArrival) {
        account = kept.circumstances.mailbox
        message = SimulatedMessage.name(
            of: MessageParser.parse(header: kept.header, textPreview: nil, size: kept.size))
    }
}
