import MailRouting
import MailSimulation
import Testing

@Suite("the zoo of autoresponders", .timeLimit(.minutes(10)))
struct ZooTests {
    @Test("two days among the worst: nothing loops, and every message is routed")
    func days() async throws {
        let days = 2
        #expect(ZooRun.names.count >= 20)
        let run = try await Aside.run { try ZooRun(days: days) }
        #expect(run.isQuiet)
        #expect(run.routed == run.letters)
        // Everybody's person is answered, whatever his program does.
        for name in ZooRun.names { #expect(run.acknowledgements[name, default: 0] > 0, "\(name)") }
        // The figure that the limits allow: by domain, since addresses are made up at will.
        let windows = AcknowledgementLimits()
        for (domain, count) in run.domains {
            #expect(count <= windows.domain * (days + 4), "\(domain)")
        }
        let total = run.domains.values.reduce(0, +)
        print("zoo: \(run.letters) messages in \(days) days, \(total) acknowledged")
    }
}
