public import MailAgent
public import MailRouting
import MailTransport
import Synchronization

/// A submission host that exists only in memory, and remembers what it took responsibility for.
public final class PretendSubmissionHost: Sendable {
    /// A message that reached the final dot.
    public struct Seen: Sendable {
        public let message: OutgoingMessage
        public let messageID: String
        /// By the time that nobody can set.
        public let at: Instant
        public let isAccepted: Bool
        /// The agent lives on and was not told what came of it.
        public let isReplyLost: Bool
    }
    fileprivate let clock: PretendClock?
    private let watch: (@Sendable (_ seen: [Seen]) -> Void)?
    private let seenMessages = Mutex<[Seen]>([])

    /// - Parameter watch: told of every message that reached the final dot, with all before it.
    public init(clock: PretendClock? = nil, watch: (@Sendable (_ seen: [Seen]) -> Void)? = nil) {
        self.clock = clock
        self.watch = watch
    }

    /// Every message that reached the final dot, in order.
    public var seen: [Seen] { seenMessages.withLock { $0 } }
    /// The Message-ID of every message that was accepted, in order.
    public var accepted: [String] { seen.filter(\.isAccepted).map(\.messageID) }

    /// The port of one life of the agent.
    public func port(_ faults: PretendFaults, _ life: PretendLife) -> any SubmissionPort {
        Port(host: self, faults: faults, life: life)
    }

    fileprivate func see(_ message: OutgoingMessage, accepted: Bool, isReplyLost: Bool) {
        let lines = String(decoding: message.bytes, as: UTF8.self).split(separator: "\r\n")
        let messageID = lines.first { $0.hasPrefix("Message-ID: ") }.map { String($0.dropFirst(12)) } ?? ""
        let at = clock?.time ?? Instant(milliseconds: 0)
        let all = seenMessages.withLock { seen in
            seen.append(
                Seen(message: message, messageID: messageID, at: at, isAccepted: accepted, isReplyLost: isReplyLost))
            return seen
        }
        watch?(all)
    }

    private struct Port: SubmissionPort {
        let host: PretendSubmissionHost
        let faults: PretendFaults
        let life: PretendLife
        private var lost: Fault { Fault(cause: "pretended") }

        func prepare() async throws(Fault) {
            guard !life.isDead else { throw lost }
            life.step()
            guard let strike = faults.strike(at: "submission PREPARE"), strike != .slow else { return }
            if strike.kills { life.end() }
            if strike.stalls { await silence() }
            throw lost
        }

        func submit(
            _ message: OutgoingMessage, handingOver: @escaping @Sendable () throws -> Void
        ) async -> Outcome {
            guard !life.isDead else { return .transient(lost) }
            life.step()
            // Before the final dot: nothing was sent, whatever goes wrong.
            if let strike = faults.strike(at: "submission SUBMIT") {
                if strike.kills { life.end() }
                if strike.stalls { await silence() }
                if strike == .refuse { return .permanent(lost) }
                if strike != .slow { return .transient(lost) }
            }
            do { try handingOver() } catch { return .transient(Fault(cause: "\(error)")) }
            // Between the note and the reply to the final dot.
            guard !life.isDead else { return .transient(lost) }
            let strike = faults.strike(at: "submission DOT")
            switch strike {
            case nil, .slow:
                if strike == .slow { host.clock?.pass(.minutes(3)) }
                host.see(message, accepted: true, isReplyLost: false)
                return .completed(.accepted("250 2.0.0 taken"))
            case .throttle:
                host.see(message, accepted: false, isReplyLost: false)
                return .transient(Fault(replyCode: 451, cause: "pretended"))
            case .refuse:
                host.see(message, accepted: false, isReplyLost: false)
                return .permanent(Fault(replyCode: 550, cause: "pretended"))
            case .before, .bye, .partly: return .uncertain(lost)
            case .stall:
                await silence()
                return .uncertain(lost)
            case .after, .stallAfter:
                host.see(message, accepted: true, isReplyLost: true)
                if strike == .stallAfter { await silence() }
                return .uncertain(lost)
            case .killBefore, .killAfter:
                if strike == .killAfter { host.see(message, accepted: true, isReplyLost: false) }
                life.end()
                return .uncertain(lost)
            }
        }

        func close() async {}

        private func silence() async {
            // The only error is cancellation, and then nobody waits for an answer any more.
            do { try await host.clock?.sleep(.minutes(12)) } catch {}
        }
    }
}
