import MailAgent
import MailRouting
import MailTransport
import Synchronization

/// Two agents of ours that face each other for some days: someone at each writes to the other from the very address that
/// is watched, every day.
public struct FacingRun: Sendable {
    /// What the servers between them make of a message.
    public enum Relay: String, Sendable, CaseIterable {
        /// Hands on what it gets.
        case honest
        /// Hands on From, To, Subject and text, with a reverse-path: nothing tells any more that a program wrote it.
        case stripping
        /// The same, and each subject is a new one.
        case retitling
    }
    /// Letters that people wrote to each side.
    public let letters: Int
    /// Acknowledgements that each side sent.
    public let sent: [Int]
    /// Everything that came to either side stands in the mailbox of its department.
    public let isRouted: Bool
    public let isQuiet: Bool
    /// What one side may send to the other's address, from the limits alone.
    public let bound: Int

    public init(days: Int, relay: Relay) throws {
        let clock = PretendClock(at: Instant(seconds: 1_772_323_200), seed: 1)
        let domains = ["buttons.test", "zips.test"]
        let parties = try domains.map { try ZooParty(domain: $0, clock: clock) }
        let stage = try ZooStage(clock)
        let post = Post()
        for (side, party) in parties.enumerated() {
            party.onAccepted { post.take($0, from: side, relay) }
            try stage.start(party)
        }
        func deliver() { for (side, bytes) in post.empty() { parties[side].deposit(bytes) } }
        let start = clock.time
        stage.live(until: start + .minutes(5), deliver)
        for day in 0..<days {
            for side in 0...1 {
                let (own, other) = (domains[side], domains[1 - side])
                parties[1 - side].deposit(
                    Self.bytes("info@\(own)", "info@\(other)", "order \(day)", "letter-\(day)-\(side)"))
            }
            stage.live(until: start + .minutes(5) + .days(Int64(day + 1)), deliver)
        }
        stage.live(until: start + .days(Int64(days + 2)), deliver)
        letters = days
        sent = post.sent
        isRouted = zip(parties, [sent[1], sent[0]]).allSatisfy { $0.routed == days + $1 }
        isQuiet = try stage.isQuiet
        bound = AcknowledgementLimits().sender * (days + 3)
        stage.stop()
    }

    /// A letter as a person writes it, or what a relay leaves of one.
    fileprivate static func bytes(_ from: String, _ to: String, _ subject: String, _ id: String) -> [UInt8] {
        Array(
            """
            Return-Path: <\(from)>\r
            Received: by mx.\(to.split(separator: "@").last ?? "") with LMTP id \(id)\r
            From: \(from)\r
            To: \(to)\r
            Subject: \(subject)\r
            Message-ID: <\(id)@relay.example>\r
            \r
            Good day.\r

            """.utf8)
    }

    /// What is on its way from one side to the other.
    private final class Post: Sendable {
        private let state = Mutex((waiting: [(side: Int, bytes: [UInt8])](), sent: [0, 0]))

        var sent: [Int] { state.withLock { $0.sent } }

        func take(_ message: OutgoingMessage, from side: Int, _ relay: Relay) {
            let header = MessageParser.parse(header: message.bytes, textPreview: nil, size: message.bytes.count)
            state.withLock { state in
                state.sent[side] += 1
                let count = state.sent[side]
                let (from, to) = (header.from.first?.spec ?? "", message.envelope.forwardPaths.first?.spec ?? "")
                let bytes =
                    switch relay {
                    case .honest:
                        Array("Return-Path: <>\r\nReceived: by mx.test with LMTP id h\(count)\r\n".utf8) + message.bytes
                    case .stripping: FacingRun.bytes(from, to, header.subject ?? "", "stripped-\(side)-\(count)")
                    case .retitling: FacingRun.bytes(from, to, "order \(count) again", "titled-\(side)-\(count)")
                    }
                state.waiting.append((1 - side, bytes))
            }
        }

        func empty() -> [(side: Int, bytes: [UInt8])] {
            state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
        }
    }
}
