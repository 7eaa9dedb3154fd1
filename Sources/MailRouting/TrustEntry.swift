/// A sender whose programs may be answered: the operator knows that people read there what comes back.
///
/// Lifts refusals of the tier `unlessTrusted` and no other, for the one author named, until a day, and only for messages
/// of which our own server says that this author sent them.
public struct TrustEntry: Sendable, Equatable {
    /// The author, as From must have it; never a pattern.
    public let sender: Address
    /// Why, in the operator's words.
    public let reason: String
    /// The last day it holds, in UTC.
    public let lastDay: CivilDate
    /// The check that must have passed for the author's own domain.
    public let method: SenderCheck

    public init(sender: Address, reason: String, lastDay: CivilDate, method: SenderCheck = .dmarc) {
        self.sender = sender
        self.reason = reason
        self.lastDay = lastDay
        self.method = method
    }

    /// The first instant it does not hold any more.
    public var expiresAt: Instant { Instant(seconds: Int64(lastDay.day + 1) * 86_400) }

    /// Why an entry for the author of a message lifts nothing all the same.
    public enum Objection: Sendable, Equatable, CustomStringConvertible {
        case expired(CivilDate)
        /// Nobody told the gate which server's results to believe.
        case noReceivingServer
        /// Our server does not say that the author's domain passed.
        case notAuthenticated(SenderCheck)

        public var description: String {
            switch self {
            case .expired(let day): "it expired after \(day)"
            case .noReceivingServer: "the account names no authserv_id, so nothing proves the sender"
            case .notAuthenticated(let method):
                "our server does not say that \(method.rawValue) passed for the sender's domain"
            }
        }
    }

    /// Whether the entry is about the message: it has one author, and that is the sender.
    func concerns(_ message: Message) -> Bool { message.from.count == 1 && message.from[0].key == sender.key }

    /// Nil: it lifts what can be lifted of a message it concerns.
    func objection(to message: Message, _ circumstances: Circumstances) -> Objection? {
        if circumstances.now >= expiresAt { return .expired(lastDay) }
        guard circumstances.receivingServer.authservID != nil else { return .noReceivingServer }
        let isProved = message.isAuthenticated(method, for: sender.domain, by: circumstances.receivingServer)
        return isProved ? nil : .notAuthenticated(method)
    }
}

/// A refusal that was not made because the sender is trusted.
public struct LiftedRefusal: Sendable, Equatable {
    public let refusal: Refusal
    public let entry: TrustEntry
}

/// An entry that would have lifted a refusal, and why it did not.
public struct TrustDoubt: Sendable, Equatable {
    public let entry: TrustEntry
    public let objection: TrustEntry.Objection
}
