/// The one gate before every automatic response, so that an acknowledgement can neither loop nor hit a bystander.
///
/// Pure: it sees the message and its circumstances, never a history (windows are kept where the journal is). In doubt
/// it refuses: a missing courtesy costs little, a loop costs the mail server. Which refusals a trust entry lifts is a
/// property of their reason (`Refusal.Tier`), not of the order here.
public struct AutoResponseGuard: Sendable {
    public let policy: GatePolicy
    public init(_ policy: GatePolicy) { self.policy = policy }

    /// What the gate says about one message.
    public enum Ruling: Sendable, Equatable {
        /// The one address an acknowledgement may go to, and what a trust entry lifted for it.
        case answer(Address, lifted: [LiftedRefusal])
        /// Why there is none, and why an entry for the sender does not help.
        case refuse(Refusal, TrustDoubt?)
    }

    /// The one address an acknowledgement may go to (RFC 3834 section 4), or the first refusal that no trust entry lifts.
    public func ruling(on message: Message, _ circumstances: Circumstances) -> Ruling {
        let inquiry = Inquiry(message: message, circumstances: circumstances, policy: policy)
        var lifted: [LiftedRefusal] = []
        var trust: Result<TrustEntry, Doubtful>?
        for sign in Self.signs {
            guard let refusal = sign(inquiry) else { continue }
            guard refusal.reason.tier == .unlessTrusted else { return .refuse(refusal, nil) }
            trust = trust ?? policy.trust(in: message, circumstances)
            switch trust {
            case .success(let entry): lifted.append(LiftedRefusal(refusal: refusal, entry: entry))
            case .failure(let doubtful): return .refuse(refusal, doubtful.doubt)
            case nil: return .refuse(refusal, nil)
            }
        }
        guard let address = message.replyAddress else { return .refuse(.unanswerable, nil) }
        guard let simulation = circumstances.simulation else { return .answer(address, lifted: lifted) }
        // Asked last, so that a rehearsal shows every other reason as it would be for real mail.
        switch policy.simulationSink {
        case .senders: return .answer(address, lifted: lifted)
        case .address(let sink): return .answer(sink, lifted: lifted)
        case .nowhere: return .refuse(.simulated(simulation), nil)
        }
    }

    /// Why this message gets no automatic response, or nil when nothing speaks against one.
    public func judge(_ message: Message, _ circumstances: Circumstances) -> Refusal? {
        if case .refuse(let refusal, _) = ruling(on: message, circumstances) { return refusal }
        return nil
    }

    /// The header field every message of ours carries.
    public static let loopFieldName = "X-Mailroom-Loop"

    /// Everything that speaks against an answer. What can be told without looking at the message comes first, so that a
    /// full inbox is not searched for marks nobody needs; then the order is that of certainty, so that the reason shown
    /// is the strongest one: standards, marks of programs, senders, subjects.
    private static let signs: [@Sendable (Inquiry) -> Refusal?] = [
        { $0.untimely }, { $0.ownMessage },
        { $0.message.reversePathRefusal }, { $0.message.autoSubmitted }, { $0.message.report },
        { $0.message.suppression }, { $0.message.precedence }, { $0.message.list }, { $0.message.calendar },
        { $0.message.programMark },
        { $0.ownAddress },
        { $0.message.systemSender($0.senders) }, { $0.message.unreadSender($0.senders) },
        { $0.message.foreignReversePath(by: $0.circumstances.receivingServer) },
        { $0.message.subjectRefusal },
        { $0.message.spamRefusal(by: $0.circumstances.receivingServer) },
        { $0.message.authenticationRefusal(by: $0.circumstances.receivingServer) },
        { $0.notAddressedToUs }, { $0.message.replyAddress == nil ? .unanswerable : nil },
    ]
}

/// One message before the gate.
private struct Inquiry {
    let message: Message
    let circumstances: Circumstances
    let policy: GatePolicy
    let senders: [Address]

    init(message: Message, circumstances: Circumstances, policy: GatePolicy) {
        self.message = message
        self.circumstances = circumstances
        self.policy = policy
        senders = message.senders
    }

    var untimely: Refusal? {
        guard policy.isEnabled else {
            return Refusal(.switchedOff, "acknowledgements are switched off", source: "configuration")
        }
        switch circumstances.discovery {
        case .arrival: break
        case .backlog:
            return Refusal(.backlog, "it was there before the first contact", source: "RFC 3834 section 2")
        case .rescan:
            return Refusal(.rescan, "it was found again when UIDVALIDITY changed", source: "RFC 3834 section 2")
        }
        let age = circumstances.now - circumstances.arrivedAt
        guard age > policy.maximumAge else { return nil }
        return Refusal(.tooOld, "it arrived \(Int(age.seconds / 3600)) hours ago", source: "RFC 3834 section 2")
    }

    var ownMessage: Refusal? {
        if let id = message.messageID, id.isAcknowledgement(ofOneOf: policy.ownDomains) {
            return Refusal(.ownMessage, "its Message-ID is that of our acknowledgement", source: "RFC 3834 section 2")
        }
        guard message.header.has(.loop) else { return nil }
        let token = policy.loopToken.lowercased()
        let isOurs = message.octets(of: .loop).contains { HeaderSyntax.token($0) == token }
        guard isOurs, !token.isEmpty else { return nil }
        return Refusal(.ownMessage, "\(AutoResponseGuard.loopFieldName) is our own", source: "RFC 3834 section 2")
    }

    /// We sent it, or the answer would come to ourselves: its reverse-path is among the senders.
    var ownAddress: Refusal? {
        guard let ours = senders.first(where: policy.owns) else { return nil }
        return Refusal(.ownAddress, "the sender \(shown(ours.spec)) is our own address", source: "RFC 3834 section 2")
    }

    /// Asked only when we know our addresses; a copy (Bcc, a list, a forward) is not for us to answer.
    var notAddressedToUs: Refusal? {
        guard !policy.ownAddresses.isEmpty, !message.to.contains(where: policy.owns),
            !message.cc.contains(where: policy.owns), !message.deliveredTo.contains(where: policy.owns)
        else { return nil }
        let named = message.recipients.first.map { "to \(shown($0.spec))" } ?? "to nobody"
        return Refusal(
            .notAddressedToUs, "none of our addresses is among its recipients (\(named))", source: "RFC 3834 section 2")
    }
}

extension Refusal {
    fileprivate static let unanswerable = Refusal(
        .unanswerable, "there is no Return-Path and no single author", source: "RFC 3834 section 4")

    fileprivate static func simulated(_ simulation: SimulationID) -> Refusal {
        Refusal(
            .simulated, "it is of the simulation \(shown(simulation.rawValue)), and there is no sink",
            source: "configuration")
    }
}

/// No entry lifts anything; the doubt is nil where there is none for the sender.
private struct Doubtful: Error { let doubt: TrustDoubt? }

extension GatePolicy {
    fileprivate func trust(in message: Message, _ circumstances: Circumstances) -> Result<TrustEntry, Doubtful> {
        var doubt: TrustDoubt?
        for entry in trust where entry.concerns(message) {
            guard let objection = entry.objection(to: message, circumstances) else { return .success(entry) }
            doubt = doubt ?? TrustDoubt(entry: entry, objection: objection)
        }
        return .failure(Doubtful(doubt: doubt))
    }
}
