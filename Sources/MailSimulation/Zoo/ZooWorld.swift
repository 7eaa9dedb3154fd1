import MailAgent
import MailJournal
import MailRouting
import MailTransport
import Synchronization

/// All responders at once, each with a person who writes to us once a day, for some days on the hand-moved clock.
final class ZooWorld: Sendable {
    /// Mail on its way to us.
    private struct Post: Sendable {
        let due: Instant
        let bytes: [UInt8]
    }
    private struct State: Sendable {
        var post: [Post] = []
        var letters = 0
        /// Acknowledgements by the name of who got them.
        var counts: [String: Int] = [:]
        /// By the domain that an organisation registered.
        var domains: [String: Int] = [:]
    }
    let clock = PretendClock(at: Instant(seconds: 1_772_323_200), seed: 1)
    let server: PretendServer
    let configuration: MailRouting.Configuration
    private let router: Router
    private let state = Mutex(State())
    private let responders: [String: Responder]

    init() throws {
        server = PretendServer(["info", "support"], clock: clock)
        configuration = PretendWorld.configuration(
            .ignore, .delete, watchSales: false, limits: RateLimits(perMinute: 5, perHour: 30))
        router = try Self.router(configuration)
        responders = Dictionary(
            Responder.zoo.map { (Self.organisation(of: $0.address), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Orders to sales; whatever else comes stays at info. Everything is acknowledged that the gate lets through.
    private static func router(_ configuration: MailRouting.Configuration) throws -> Router {
        try Router(
            ruleSet: RuleSet(
                version: "zoo", defaultPriority: .normal, priorityLines: [],
                routes: [
                    .line(PretendWorld.line("sales", PretendWorld.text(.subject, "order"), "oem_order"))
                ], otherwise: PretendWorld.line("info", nil, "customer_inquiry"), also: [], examples: []),
            gate: GatePolicy(
                ownAddresses: Set(configuration.accounts.map(\.address.key)), maximumAge: .days(3), loopToken: "zoo"),
            defaultLanguage: .english)
    }

    func agent(_ journal: Journal, _ life: PretendLife) -> Agent {
        let (server, faults) = (server, PretendFaults(nil))
        let submission = PretendSubmissionHost(clock: clock) { [weak self] seen in
            if let newest = seen.last, newest.isAccepted { self?.answer(newest.message) }
        }
        let ports = Ports(
            mailbox: { account throws(MailboxFault) in
                try await PretendMailbox.open(account.name, on: server, faults, life)
            },
            submission: { _ in submission.port(faults, life) },
            compose: { acknowledgement, department, _, now throws(Fault) in
                try Self.compose(acknowledgement, department, now)
            })
        return Agent(
            configuration, journal: journal, rules: RuleBook(router, departments: configuration.departments),
            ports: ports, time: clock.timekeeper, walk: { _ in })
    }

    private static func compose(
        _ acknowledgement: Acknowledgement, _ department: Department, _ now: Instant
    ) throws(Fault) -> OutgoingMessage {
        let original = MessageParser.parse(header: acknowledgement.header, textPreview: nil, size: 0)
        do {
            let bytes = try AcknowledgementComposer.compose(
                AcknowledgementDraft(
                    from: department.sender, to: acknowledgement.recipient, subject: "Auto: \(original.subject ?? "")",
                    text: "Thank you.", inReplyTo: original.messageID,
                    references: AcknowledgementDraft.references(answering: original),
                    messageID: acknowledgement.messageID, date: now, language: acknowledgement.language,
                    loopToken: "zoo"))
            return OutgoingMessage(
                envelope: Envelope(reversePath: nil, forwardPaths: [acknowledgement.recipient]), bytes: bytes)
        } catch { throw Fault(cause: "\(error)") }
    }

    /// An acknowledgement reaches the other side, and something comes back.
    private func answer(_ message: OutgoingMessage) {
        guard let recipient = message.envelope.forwardPaths.first else { return }
        let header = MessageParser.parse(header: message.bytes, textPreview: nil, size: message.bytes.count)
        let now = clock.now
        state.withLock { state in
            let domain = Self.organisation(of: recipient)
            state.domains[domain, default: 0] += 1
            // Who answers from elsewhere is known by where he answers.
            guard let responder = responders[domain] ?? Self.partner(of: domain, responders) else { return }
            let count = state.counts[responder.name, default: 0]
            state.counts[responder.name] = count + 1
            let incoming = Responder.Incoming(
                recipient: recipient, sender: header.from.first ?? recipient, subject: header.subject ?? "",
                messageID: header.messageID?.bracketed ?? "", bytes: message.bytes, count: count)
            for reply in responder.answers(incoming) {
                state.letters += 1
                state.post.append(
                    Post(due: now + reply.after, bytes: Self.bytes(reply, state.letters)))
            }
        }
    }

    /// The domain that was registered: here always the last two labels.
    static func organisation(of address: Address) -> String {
        address.domain.split(separator: ".").suffix(2).joined(separator: ".")
    }

    private static func partner(of domain: String, _ responders: [String: Responder]) -> Responder? {
        switch domain {
        case "counterparty.example": responders["party.example"]
        case "elsewhere.example": responders["forward.example"]
        default: nil
        }
    }

    private static func bytes(_ reply: Responder.Reply, _ number: Int) -> [UInt8] {
        let lines =
            [
                "Return-Path: <\(reply.reversePath)>", "Received: by mx.buttons.test with LMTP id r\(number)",
                "From: \(reply.from)", "To: info@buttons.test", "Subject: \(reply.subject)",
                "Message-ID: <reply-\(number)@zoo.example>",
            ] + reply.fields + ["", reply.body, ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    /// Each responder's person writes a letter, about an order or something else.
    func write(day: Int) {
        for responder in Responder.zoo {
            let subject = day.isMultiple(of: 2) ? "order of buttons \(day)" : "question about buttons \(day)"
            let spec = responder.address.spec
            let letter = Responder.Reply(reversePath: spec, from: spec, subject: subject)
            let bytes = state.withLock { state in
                state.letters += 1
                return Self.bytes(letter, state.letters)
            }
            server.deposit(bytes, in: PretendWorld.info)
        }
    }

    /// Brings what is due.
    func deliverPost() {
        let now = clock.now
        let due = state.withLock { state in
            let due = state.post.filter { $0.due <= now }
            state.post.removeAll { $0.due <= now }
            return due
        }
        for post in due { server.deposit(post.bytes, in: PretendWorld.info) }
    }

    var counts: [String: Int] { state.withLock { $0.counts } }
    var domains: [String: Int] { state.withLock { $0.domains } }
    /// Letters and replies brought so far, and still on their way.
    var letters: Int { state.withLock { $0.letters } }
    var isPostEmpty: Bool { state.withLock { $0.post.isEmpty } }
}
