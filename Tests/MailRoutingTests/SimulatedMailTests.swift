import Testing

@testable import MailRouting

@Suite("Simulated mail before the gate, in the windows, and in its header field")
struct SimulatedMailTests {
    private static let sink = Address(localPart: "rehearsal", domain: "elsewhere.example")

    private static func ruling(
        _ message: Message, _ simulation: SimulationID?, _ sink: SimulationSink
    ) -> AutoResponseGuard.Ruling {
        let policy = GatePolicy(
            ownAddresses: Sample.gate.ownAddresses, maximumAge: .days(3), loopToken: "token-1", simulationSink: sink)
        return AutoResponseGuard(policy).ruling(
            on: message,
            Circumstances(mailbox: "info", arrivedAt: Sample.now, now: Sample.now, simulation: simulation))
    }

    @Test(
        "an acknowledgement goes to the sink or nowhere, and that of real mail to its sender",
        arguments: [
            (nil, .nowhere, "ana@customer.example"), (nil, .address(sink), "ana@customer.example"),
            (nil, .senders, "ana@customer.example"), ("week", .nowhere, nil),
            ("week", .address(sink), "rehearsal@elsewhere.example"), ("week", .senders, "ana@customer.example"),
        ] as [(SimulationID?, SimulationSink, String?)])
    func whereItGoes(simulation: SimulationID?, sink: SimulationSink, recipient: String?) throws {
        let message = Sample.message("Order 4711", fields: [("Message-ID", "<1@customer.example>")])
        switch Self.ruling(message, simulation, sink) {
        case .answer(let address, let lifted): #expect(address.spec == recipient && lifted.isEmpty)
        case .refuse(let refusal, let doubt):
            #expect(recipient == nil && refusal.reason == .simulated && doubt == nil)
            #expect(refusal.evidence.contains("week"))
        }
    }

    /// A rehearsal shows why real mail would not be answered; and a sink never makes anything answerable.
    @Test(arguments: [SimulationSink.nowhere, .senders, .address(sink)])
    func everyOtherReasonStaysWhatItIs(sink: SimulationSink) {
        for (name, value, reason) in [
            ("Auto-Submitted", "auto-replied", Refusal.Reason.autoSubmitted), ("List-Id", "<x.example>", .mailingList),
            ("X-Spam-Flag", "YES", .spam), ("X-Mailroom-Loop", "token-1", .ownMessage),
        ] {
            let message = Sample.message("Order 4711", fields: [(name, value)])
            guard case .refuse(let refusal, _) = Self.ruling(message, "week", sink) else {
                Issue.record("\(name): \(value) is answered")
                continue
            }
            #expect(refusal.reason == reason)
        }
    }

    /// What a stranger claims is no simulation, so it is answered as ever.
    @Test func aMarkAloneMeansNothing() {
        let message = Sample.message(
            "Order 4711",
            fields: [
                (SimulationField.name, "id=normal-2026-W48-7; message=sim-1; seal=\(String(repeating: "0", count: 64))")
            ])
        #expect(Self.ruling(message, nil, .nowhere) == .answer(message.from[0], lifted: []))
    }

    @Test("nothing an operator can write lifts it")
    func tier() { #expect(Refusal.Reason.simulated.tier == .always) }

    @Test func itUsesUpNobodysWindows() {
        let ana = Address(localPart: "Ana", domain: "gmail.com")
        let real = SenderIdentity(ana)
        #expect(real.simulated != real && real.simulated.domain != real.domain)
        #expect(real.simulated == SenderIdentity(Address(localPart: "ana", domain: "googlemail.com")).simulated)
        let candidate = AcknowledgementCandidate(
            recipient: Self.sink, department: "info", subject: "x", identity: real.simulated)
        #expect(candidate.identity.sender == "simulated ana@gmail.com")
    }

    @Test(
        "the field",
        arguments: [
            ("id=a; day=1", ["id=a", "day=1"], nil), ("id=a;\r\n day=1;\t seal=ff", ["id=a", "day=1"], "ff"),
            (" id = a ", ["id=a"], nil),
            // In two ways, or with something behind the seal, it could be read differently than it was sealed.
            ("id=a; id=b", nil, nil), ("id=a; seal=ff; day=2", nil, nil), ("seal=ff; seal=ff", nil, nil),
            ("id", nil, nil), ("", nil, nil), (";", nil, nil), ("id=a;; day=1", ["id=a", "day=1"], nil),
            ("id=" + String(repeating: "a", count: 2000), nil, nil),
        ] as [(String, [String]?, String?)])
    func field(value: String, parts: [String]?, seal: String?) {
        let field = SimulationField(value)
        #expect(field?.parts.map { "\($0.name)=\($0.value)" } == parts)
        #expect(field?.seal == seal)
        if let field { #expect(SimulationField(field.value) == field) }
    }
}
