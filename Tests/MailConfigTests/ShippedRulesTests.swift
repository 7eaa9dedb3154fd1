import MailRouting
import Testing

@testable import MailConfig

@Suite struct ShippedRulesTests {
    private func shipped() throws(Diagnostics) -> RuleSet {
        let configuration = try ConfigurationReader.read(Repository.path("config/mailroom.yaml"))
        let templates = try TemplateCatalogue.load(folder: configuration.templatesFolder).names
        return try RuleSetReader.read(
            configuration.rulesFolder, names: RuleNames(configuration, templates: templates), digest: { "\($0.count)" })
    }

    private func router() throws(Diagnostics) -> Router {
        let gate = GatePolicy(ownAddresses: [], maximumAge: .days(3), loopToken: "test")
        return try Router(ruleSet: try shipped(), gate: gate, defaultLanguage: .english)
    }

    @Test func theyLoadWithoutAFinding() throws {
        let rules = try shipped()
        #expect(rules.routeLines.count >= 10)
        #expect(rules.otherwise.department == "info")
    }

    @Test func everyRouteLineHasAnExample() throws {
        let rules = try shipped()
        let expected = Set(rules.examples.map(\.expected))
        for route in rules.routes {
            switch route {
            case .line(let line): #expect(expected.contains(line.id), "\(line.id) has no example")
            case .group(let group):
                for line in group.lines { #expect(expected.contains(line.id), "\(line.id) has no example") }
            }
        }
        #expect(expected.contains(rules.otherwise.id))
    }

    @Test func everyExampleReachesItsLine() throws {
        let router = try router()
        for example in router.ruleSet.examples {
            let decision = router.decide(example.message, circumstances(example.mailbox ?? "info"))
            #expect(decision.rule == example.expected, "\(example.location): \(example.message.subject ?? "")")
        }
    }

    /// What was asked for, in the words it was asked in.
    @Test(arguments: [
        ("Reklamation Charge 4711", "support", "quality_complaint", Priority.critical),
        ("defective buttons", "support", "quality_complaint", .critical),
        ("Mangel", "support", "quality_complaint", .critical),
        ("Quality of the last batch", "support", "quality_complaint", .critical),
        ("urgent", "sales", "oem_order", .high),
        ("Dringend!", "sales", "oem_order", .high),
        ("Porsche Cayenne, Nachbestellung", "sales", "oem_order", .high),
        ("Rechnung 4711", "finance", "invoice_received", .normal),
        ("Payment received", "finance", "invoice_received", .normal),
        ("Lieferantenmitteilung", "info", "supplier_update", .normal),
        ("Versand Ihrer Ware", "info", "logistics_coordination", .normal),
        ("Anfrage", "sales", "customer_inquiry", .normal),
        ("Guten Tag", "info", "customer_inquiry", .normal),
    ])
    func subjectsGoWhereTheyShould(_ subject: String, _ department: String, _ template: String, _ priority: Priority)
        throws
    {
        var message = Message()
        message.subject = subject
        message.from = [Address("ana@customer.example")].compactMap(\.self)
        let router = try router()
        let decision = router.decide(message, circumstances("info"))
        #expect(decision.department.rawValue == department)
        #expect(decision.priority == priority)
        #expect(decision.acknowledgement.template?.rawValue == template)
    }

    private func circumstances(_ mailbox: AccountName) -> Circumstances {
        let now = Instant(seconds: 1_750_000_000)
        return Circumstances(mailbox: mailbox, arrivedAt: now, now: now)
    }
}

extension AcknowledgementDecision {
    fileprivate var template: TemplateName? {
        switch self {
        case .send(let name, _, _), .refused(let name, _): name
        case .notAsked: nil
        }
    }
}
