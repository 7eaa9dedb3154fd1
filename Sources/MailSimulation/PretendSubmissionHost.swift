public import MailAgent
import MailRouting
import MailTransport
import Synchronization

/// A submission host that exists only in memory, and remembers what it took responsibility for.
public final class PretendSubmissionHost: Sendable {
    private let taken = Mutex<[OutgoingMessage]>([])

    public init() {}

    /// The Message-ID of every message that was accepted, in order.
    public var accepted: [String] {
        taken.withLock { $0 }.map { message in
            let lines = String(decoding: message.bytes, as: UTF8.self).split(separator: "\r\n")
            return lines.first { $0.hasPrefix("Message-ID: ") }.map { String($0.dropFirst(12)) } ?? ""
        }
    }

    /// The port of one life of the agent.
    public func port(_ faults: PretendFaults, _ life: PretendLife) -> any SubmissionPort {
        Port(host: self, faults: faults, life: life)
    }

    private struct Port: SubmissionPort {
        let host: PretendSubmissionHost
        let faults: PretendFaults
        let life: PretendLife
        private var lost: Fault { Fault(cause: "pretended") }

        func prepare() async throws(Fault) {
            guard !life.isDead else { throw lost }
            life.step()
            guard let strike = faults.strike(at: "submission PREPARE") else { return }
            if strike.kills { life.end() }
            throw lost
        }

        func submit(
            _ message: OutgoingMessage, handingOver: @escaping @Sendable () throws -> Void
        ) async -> Outcome {
            guard !life.isDead else { return .transient(lost) }
            life.step()
            let strike = faults.strike(at: "submission SUBMIT")
            if strike == .killBefore { life.end() }
            if let strike, !strike.isAfter { return .transient(lost) }
            do { try handingOver() } catch { return .transient(Fault(cause: "\(error)")) }
            // Between the note and the final dot.
            let atDot = faults.strike(at: "submission DOT")
            if atDot?.kills == true, atDot?.isAfter == false { life.end() }
            if let atDot, !atDot.isAfter { return .uncertain(lost) }
            host.taken.withLock { $0.append(message) }
            if strike?.kills == true || atDot?.kills == true { life.end() }
            return strike ?? atDot != nil ? .uncertain(lost) : .completed(.accepted("250 2.0.0 taken"))
        }

        func close() async {}
    }
}
