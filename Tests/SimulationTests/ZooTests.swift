import MailRouting
import MailSimulation
import Testing

@Suite("the zoo of autoresponders", .timeLimit(.minutes(10)))
struct ZooTests {
    /// `make sim-zoo` lives there for a month.
    @Test("two days among the worst: nothing loops, and every message is routed")
    func days() async throws {
        let days = 2
        #expect(ZooRun.names.count >= 20)
        let run = try await Aside.run { try ZooRun(days: days) }
        #expect(run.isQuiet)
        #expect(run.routed == run.letters)
        // Everybody's person is answered, whatever his program does.
        for name in ZooRun.names { #expect(run.acknowledgements[name, default: 0] > 0, "\(name)") }
        // By domain, since addresses are made up at will, and by mailbox.
        for (domain, count) in run.domains { #expect(count <= run.bound.domain, "\(domain)") }
        for (sender, count) in run.senders { #expect(count <= run.bound.sender, "\(sender)") }
        #expect(run.domains.values.reduce(0, +) <= run.bound.total)
    }

    @Test(
        "two agents of ours that face each other end it, whatever stands between them",
        arguments: FacingRun.Relay.allCases)
    func facing(_ relay: FacingRun.Relay) async throws {
        let run = try await Aside.run { try FacingRun(days: 1, relay: relay) }
        #expect(run.isQuiet)
        #expect(run.isRouted)
        // Through an honest relay nobody answers an answer.
        let bound = relay == .honest ? run.letters : run.bound
        for sent in run.sent { #expect(sent > 0 && sent <= bound) }
    }
}
