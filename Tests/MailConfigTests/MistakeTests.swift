import MailRouting
import Testing

@testable import MailConfig

/// Every mistake has its exact answer: place, words, suggestion, source line and caret.
@Suite struct MistakeTests {
    @Test(arguments: try GoldenCase.read("configuration"))
    func inTheConfiguration(_ mistake: GoldenCase) {
        let text = mistake.text(from: Sample.configuration)
        let found = findings { () throws(Diagnostics) in try decodeConfiguration(text) }
        #expect(found.joined(separator: "\n") == mistake.expected)
    }

    @Test(arguments: try GoldenCase.read("yaml"))
    func inTheYAML(_ mistake: GoldenCase) {
        let found = findings { () throws(Diagnostics) in try parsed(mistake.text(from: "")) }
        #expect(found.joined(separator: "\n") == mistake.expected)
    }

    @Test(arguments: try GoldenCase.read("rules"))
    func inTheRules(_ mistake: GoldenCase) throws {
        let found = try ruleFindings(["main.yaml": mistake.text(from: RuleSample.main)])
        #expect(found.joined(separator: "\n") == mistake.expected)
    }

    @Test(arguments: try GoldenCase.read("cases"))
    func inACase(_ mistake: GoldenCase) throws {
        let rules = try readRules(["main.yaml": RuleSample.main])
        let found = findings { () throws(Diagnostics) in try decodeCase(mistake.text(from: caseSample), for: rules) }
        #expect(found.joined(separator: "\n") == mistake.expected)
    }
}
