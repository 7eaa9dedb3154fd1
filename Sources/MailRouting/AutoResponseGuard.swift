/// The one gate before every automatic response, so that an acknowledgement can neither loop nor hit a bystander.
///
/// Pure: it sees the message and its circumstances, never a history (windows are kept where the journal is). In doubt
/// it refuses: a missing courtesy costs little, a loop costs the mail server. What can be told without looking at the
/// message comes first, so that a full inbox is not searched for marks nobody needs; then the order is that of
/// certainty, so that the reason shown is the strongest one: standards, marks of programs, senders, subjects.
public struct AutoResponseGuard: Sendable {
    public let policy: GatePolicy
    public init(_ policy: GatePolicy) { self.policy = policy }

    /// The one address an acknowledgement may go to, or why none may be sent.
    public func ruling(on message: Message, _ circumstances: Circumstances) -> Result<Address, Refusal> {
        if let refusal = judge(message, circumstances) { return .failure(refusal) }
        if let address = message.replyAddress { return .success(address) }
        return .failure(
            Refusal(.unanswerable, "there is no Return-Path and no single author", source: "RFC 3834 section 4"))
    }

    /// Why this message gets no automatic response, or nil when nothing speaks against one.
    public func judge(_ message: Message, _ circumstances: Circumstances) -> Refusal? {
        let senders = message.senders
        return untimely(circumstances)
            ?? ownMessage(message)
            ?? message.standardRefusal
            ?? message.programMark
            ?? ownAddress(senders)
            ?? message.senderRefusal(senders, by: circumstances.receivingServer)
            ?? message.subjectRefusal
            ?? message.verdictRefusal(by: circumstances.receivingServer)
            ?? notAddressedToUs(message)
    }

    /// The header field every message of ours carries.
    public static let loopFieldName = "X-Mailroom-Loop"

    private func ownMessage(_ message: Message) -> Refusal? {
        guard message.has(Self.loopFieldName) else { return nil }
        let token = policy.loopToken.lowercased()
        let isOurs = message.values(of: Self.loopFieldName).contains { HeaderSyntax.token($0) == token }
        guard isOurs, !token.isEmpty else { return nil }
        return Refusal(.ownMessage, "\(Self.loopFieldName) is our own", source: "RFC 3834 section 2")
    }

    private func ownAddress(_ senders: [Address]) -> Refusal? {
        guard let ours = senders.first(where: isOurs) else { return nil }
        return Refusal(.ownAddress, "the sender \(shown(ours.spec)) is our own address", source: "RFC 3834 section 2")
    }

    /// Asked only when we know our addresses; a copy (Bcc, a list, a forward) is not for us to answer.
    private func notAddressedToUs(_ message: Message) -> Refusal? {
        let isOurs = isOurs
        guard !policy.ownAddresses.isEmpty, !message.to.contains(where: isOurs), !message.cc.contains(where: isOurs),
            !message.deliveredTo.contains(where: isOurs)
        else { return nil }
        let named = message.recipients.first.map { "to \(shown($0.spec))" } ?? "to nobody"
        return Refusal(
            .notAddressedToUs, "none of our addresses is among its recipients (\(named))", source: "RFC 3834 section 2")
    }

    private func untimely(_ circumstances: Circumstances) -> Refusal? {
        guard policy.isEnabled else {
            return Refusal(.switchedOff, "acknowledgements are switched off", source: "configuration")
        }
        if circumstances.isBacklog {
            return Refusal(.backlog, "it was there before the first contact", source: "RFC 3834 section 2")
        }
        let age = circumstances.now - circumstances.arrivedAt
        guard age > policy.maximumAge else { return nil }
        return Refusal(.tooOld, "it arrived \(Int(age.seconds / 3600)) hours ago", source: "RFC 3834 section 2")
    }

    /// Also with a detail behind `+` (RFC 5233), which reaches the same mailbox.
    private func isOurs(_ address: Address) -> Bool {
        if policy.ownAddresses.contains(address.key) { return true }
        guard let plus = address.localPart.firstIndex(of: "+") else { return false }
        let plain = Address(localPart: String(address.localPart[..<plus]), domain: address.domain)
        return policy.ownAddresses.contains(plain.key)
    }
}
