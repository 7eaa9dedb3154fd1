import MailAgent
import MailJournal
import MailRouting
import MailTransport
import Synchronization

/// An agent of ours in the zoo, with its server, its rules and the limits that are shipped, answering whatever its gate
/// lets through.
final class ZooParty: Sendable {
    let server: PretendServer
    let configuration: MailRouting.Configuration
    private let clock: PretendClock
    private let router: Router
    private let loopToken: String
    private let accepted = Mutex<(@Sendable (OutgoingMessage) -> Void)?>(nil)

    init(domain: String, clock: PretendClock) throws {
        self.clock = clock
        loopToken = domain
        server = PretendServer(["info", "support"], clock: clock)
        configuration = PretendWorld.configuration(
            .ignore, .delete, watchSales: false, limits: RateLimits(perMinute: 5, perHour: 30), domain: domain)
        router = try Self.router(configuration, loopToken: domain)
    }

    /// Orders to sales; whatever else comes stays at info. Everything is acknowledged that the gate lets through.
    private static func router(_ configuration: MailRouting.Configuration, loopToken: String) throws -> Router {
        try Router(
            ruleSet: RuleSet(
                version: "zoo", defaultPriority: .normal, priorityLines: [],
                routes: [
                    .line(PretendWorld.line("sales", PretendWorld.text(.subject, "order"), "oem_order"))
                ], otherwise: PretendWorld.line("info", nil, "customer_inquiry"), also: [], examples: []),
            gate: GatePolicy(
                ownAddresses: Set(configuration.accounts.map(\.address.key)), maximumAge: .days(3),
                loopToken: loopToken),
            defaultLanguage: .english)
    }

    /// Tells of every acknowledgement that its submission host accepts.
    func onAccepted(_ watch: @escaping @Sendable (OutgoingMessage) -> Void) { accepted.withLock { $0 = watch } }

    /// Mail for its watched mailbox.
    func deposit(_ bytes: [UInt8]) { server.deposit(bytes, in: PretendWorld.info) }

    /// Messages that stand where its rules send them.
    var routed: Int { [PretendWorld.info, PretendWorld.sales].map { server.messages(in: $0).count }.reduce(0, +) }

    func agent(_ journal: Journal, _ life: PretendLife) -> Agent {
        let (server, faults) = (server, PretendFaults(nil))
        let submission = PretendSubmissionHost(clock: clock) { [weak self] seen in
            guard let self, let newest = seen.last, newest.isAccepted else { return }
            accepted.withLock { $0 }?(newest.message)
        }
        let loopToken = loopToken
        let ports = Ports(
            mailbox: { account throws(MailboxFault) in
                try await PretendMailbox.open(account.name, on: server, faults, life)
            },
            submission: { _ in submission.port(faults, life) },
            compose: { acknowledgement, department, _, now throws(Fault) in
                try Self.compose(acknowledgement, department, now, loopToken)
            })
        return Agent(
            journal: journal, rules: RuleBook(router, configuration),
            ports: ports, time: clock.timekeeper, walk: { _ in })
    }

    private static func compose(
        _ acknowledgement: Acknowledgement, _ department: Department, _ now: Instant, _ loopToken: String
    ) throws(Fault) -> OutgoingMessage {
        let original = MessageParser.parse(header: acknowledgement.header, textPreview: nil, size: 0)
        do {
            let bytes = try AcknowledgementComposer.compose(
                AcknowledgementDraft(
                    from: department.sender, to: acknowledgement.recipient, subject: "Auto: \(original.subject ?? "")",
                    text: "Thank you.", inReplyTo: original.messageID,
                    references: AcknowledgementDraft.references(answering: original),
                    messageID: acknowledgement.messageID, date: now, language: acknowledgement.language,
                    loopToken: loopToken))
            return OutgoingMessage(
                envelope: Envelope(reversePath: nil, forwardPaths: [acknowledgement.recipient]), bytes: bytes)
        } catch { throw Fault(cause: "\(error)") }
    }
}
