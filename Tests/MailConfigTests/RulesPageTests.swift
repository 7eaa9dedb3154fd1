import MailRouting
import Testing

@testable import MailConfig

/// No example of the reference can rot: each is read and tried.
@Suite struct RulesPageTests {
    private static let names = RuleNames(
        departments: ["info", "sales", "support", "finance"], accounts: ["info", "sales", "support", "finance"],
        templates: ["customer_inquiry", "general", "invoice_received", "out_of_hours", "quality_complaint"])

    @Test(arguments: try RulesPageExample.all())
    func anExampleOfThePageDoesWhatItSays(_ example: RulesPageExample) throws {
        let rules = try readRules(example.files, names: Self.names)
        let gate = GatePolicy(ownAddresses: [], maximumAge: .days(3), loopToken: "test")
        let router = try Router(ruleSet: rules, gate: gate, defaultLanguage: .english)
        try router.checkExamples { _ in
            ReceivingServer(authservID: "mail.buttons.example", spamField: "X-Spam-Flag")
        }
        #expect(rules.examples.count == example.mails)
    }

    @Test func thePageHasAnExampleOfEveryKey() throws {
        let yaml = try PageBlock.read("docs/rules.md").filter { $0.language == "yaml" }.map(\.text).joined()
        // What can be said of one address field can be said of all.
        let variants = ["-domain", "-name"].flatMap { ending in AddressField.allCases.map { $0.rawValue + ending } }
        for set in KnownKeys.rules {
            for key in set.keys where !variants.contains(key) && key != "from-name" {
                #expect(yaml.contains("\(key):"), "no example of '\(key)' of \(set.name)")
            }
        }
    }

    @Test func everyConditionOfThePageSaysWhatItHoldsForAndWhatNot() throws {
        for block in try PageBlock.read("docs/rules.md") where block.text.contains("# holds for:") {
            #expect(block.text.contains("# not for:"), "docs/rules.md:\(block.line)")
        }
    }
}
