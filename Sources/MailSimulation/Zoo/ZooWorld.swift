import MailAgent
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
        /// By mailbox: what follows a + is no other one.
        var senders: [String: Int] = [:]
    }
    let clock = PretendClock(at: Instant(seconds: 1_772_323_200), seed: 1)
    let party: ZooParty
    private let state = Mutex(State())
    private let responders: [String: Responder]

    init() throws {
        party = try ZooParty(domain: "buttons.test", clock: clock)
        responders = Dictionary(
            Responder.zoo.map { (Self.organisation(of: $0.address), $0) }, uniquingKeysWith: { first, _ in first })
        party.onAccepted { [weak self] in self?.answer($0) }
    }

    /// An acknowledgement reaches the other side, and something comes back.
    private func answer(_ message: OutgoingMessage) {
        guard let recipient = message.envelope.forwardPaths.first else { return }
        let header = MessageParser.parse(header: message.bytes, textPreview: nil, size: message.bytes.count)
        let now = clock.now
        state.withLock { state in
            let domain = Self.organisation(of: recipient)
            state.domains[domain, default: 0] += 1
            let mailbox = recipient.localPart.prefix { $0 != "+" }.lowercased()
            state.senders["\(mailbox)@\(recipient.domain)", default: 0] += 1
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
            party.deposit(bytes)
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
        for post in due { party.deposit(post.bytes) }
    }

    var counts: [String: Int] { state.withLock { $0.counts } }
    var domains: [String: Int] { state.withLock { $0.domains } }
    var senders: [String: Int] { state.withLock { $0.senders } }
    /// Letters and replies brought so far, and still on their way.
    var letters: Int { state.withLock { $0.letters } }
    var isPostEmpty: Bool { state.withLock { $0.post.isEmpty } }
}
