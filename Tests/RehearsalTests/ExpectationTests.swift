import MailRehearsal
import MailRouting
import MailTransport
import Testing

/// What a plan expects of its messages is what the shipped rules decide about them.
@Suite struct ExpectationTests {
    static let themes: [ThemeName] = [
        "normal", "quality_outbreak", "oem_rush", "monday_flood", "supplier_delay", "holiday",
    ]

    @Test(arguments: themes)
    func theShippedRulesFulfilIt(_ theme: ThemeName) throws {
        let router = try Shipped.router()
        for seed in 1...8 as ClosedRange<UInt64> {
            for message in try Shipped.simulation(seed: seed, theme: theme, noise: true).messages() {
                let parsed = MessageParser.parse(message: message.stored)
                let decision = router.decide(
                    parsed,
                    Circumstances(mailbox: message.account, arrivedAt: message.arrivedAt, now: message.arrivedAt))
                let shown: Comment =
                    "\(theme), seed \(seed), message \(message.number): '\(parsed.subject ?? "")' by \(decision.rule)"
                #expect(decision.department == message.mark.department, shown)
                #expect(decision.priority == message.mark.priority, shown)
                switch decision.acknowledgement {
                case .send(let template, let language, let address):
                    #expect(template == message.mark.template, shown)
                    #expect(language == message.mark.language, shown)
                    #expect(address.spec == message.reversePath, shown)
                case .refused, .notAsked: #expect(message.mark.template == nil, shown)
                }
            }
        }
    }

    @Test func theThemesAreAllThereAre() throws {
        #expect(try Shipped.plan().themes.map(\.name) == Self.themes)
    }
}
