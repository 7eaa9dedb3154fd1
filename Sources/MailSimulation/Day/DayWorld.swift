import MailAgent
import MailJournal
import MailRouting
import MailTransport
import Synchronization

/// The servers of the shipped accounts, with the agent on the shipped rules.
final class DayWorld: Sendable {
    /// What is known of one message, by its arrival.
    private struct Way: Sendable {
        var priority: Priority?
        var decidedAt: Instant?
        var routedAt: Instant?
    }
    private struct State: Sendable {
        var ways: [ArrivalID: Way] = [:]
        var sent: [DayRun.Sent] = []
        /// Acknowledgements by the message they answer.
        var answers: [MessageID: Int] = [:]
        var refusals: [String] = []
        /// Not acknowledged because of what was sent to the same people before.
        var windowed: [MessageID: Refusal.Reason] = [:]
    }
    let clock: PretendClock
    let server: PretendServer
    let configuration: MailRouting.Configuration
    let limits: RateLimits
    private let router: Router
    private let state = Mutex(State())

    init(_ day: DayPlan, at start: Instant) {
        clock = PretendClock(at: start, seed: 1)
        configuration = day.configuration
        router = day.router
        limits = day.configuration.submissionHosts.first?.limits ?? RateLimits()
        server = PretendServer(day.configuration.accounts.map(\.name), clock: clock)
    }

    func agent(_ journal: Journal, _ life: PretendLife) -> Agent {
        let (server, faults) = (server, PretendFaults(nil))
        let submission = PretendSubmissionHost(clock: clock) { [weak self] seen in
            guard let newest = seen.last, newest.isAccepted else { return }
            self?.note(newest.message)
        }
        let ports = Ports(
            mailbox: { account throws(MailboxFault) in
                try await PretendMailbox.open(account.name, on: server, faults, life)
            },
            submission: { _ in submission.port(faults, life) },
            compose: { acknowledgement, _, _, _ throws(Fault) in Self.compose(acknowledgement) })
        return Agent(
            journal: journal, rules: RuleBook(router, configuration), ports: ports, time: clock.timekeeper
        ) { [weak self] in self?.note($0) }
    }

    var sent: [DayRun.Sent] { state.withLock { $0.sent } }
    var answers: [MessageID: Int] { state.withLock { $0.answers } }
    /// What should not happen: acknowledgements that were queued and then withheld, or sent too early.
    var refusals: [String] { state.withLock { $0.refusals } }
    /// Messages that are not acknowledged because of what was sent to the same people before, and which window said so.
    var windowed: [MessageID: Refusal.Reason] { state.withLock { $0.windowed } }

    private func note(_ event: WalkEvent) {
        let now = clock.time
        state.withLock { state in
            switch event {
            case .decided(let id, let location, let decision, let destination):
                state.ways[id] = Way(
                    priority: decision.priority, decidedAt: now,
                    routedAt: location.mailbox == destination ? now : nil)
            case .routed(let id, _, _, _): state.ways[id]?.routedAt = now
            case .sent(let id, _, _, _, _):
                let way = state.ways[id]
                guard let priority = way?.priority, let decidedAt = way?.decidedAt, let routedAt = way?.routedAt else {
                    state.refusals.append("an acknowledgement was sent before its message was routed")
                    return
                }
                state.sent.append(
                    DayRun.Sent(priority: priority, decidedAt: decidedAt, routedAt: routedAt, at: now))
            case .refused(_, let location, let refusal):
                guard refusal.reason.isAboutHistory else { return }
                let message = server.messages(in: location.mailbox).first { $0.uid == location.uid }
                guard let id = message.flatMap({ MessageParser.parse(message: $0.bytes).messageID }) else { return }
                state.windowed[id] = refusal.reason
            case .withheld(_, _, let address, let refusal, _):
                state.refusals.append("the acknowledgement to \(address.spec) was withheld: \(refusal)")
            case .sending(let breaker) where !breaker.isClosed:
                state.refusals.append("acknowledgements were stopped")
            default: break
            }
        }
    }

    private func note(_ message: OutgoingMessage) {
        let header = MessageParser.parse(header: message.bytes, textPreview: nil, size: message.bytes.count)
        state.withLock { state in for id in header.inReplyTo { state.answers[id, default: 0] += 1 } }
    }

    /// Names the message it answers.
    private static func compose(_ acknowledgement: Acknowledgement) -> OutgoingMessage {
        let original = MessageParser.parse(header: acknowledgement.header, textPreview: nil, size: 0)
        let lines = [
            "Message-ID: \(acknowledgement.messageID.bracketed)", "In-Reply-To: \(original.messageID?.bracketed ?? "")",
            "", "Thank you.", "",
        ]
        return OutgoingMessage(
            envelope: Envelope(reversePath: nil, forwardPaths: [acknowledgement.recipient]),
            bytes: Array(lines.joined(separator: "\r\n").utf8))
    }
}
