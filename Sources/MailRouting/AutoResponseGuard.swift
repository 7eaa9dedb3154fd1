/// The one gate before every automatic response: pure, one refusal at a time, each with its reason.
public struct AutoResponseGuard: Sendable {
    public let policy: GatePolicy
    public init(_ policy: GatePolicy) { self.policy = policy }

    /// The one address an acknowledgement may go to, or why none is sent. Refuses all until its rules are written.
    public func rule(on message: Message, _ circumstances: Circumstances) -> Result<Address, Refusal> {
        .failure(Refusal(.nullReversePath, "the gate is not open yet", source: "RFC 3834 section 2"))
    }
}

extension Refusal: Error {}
