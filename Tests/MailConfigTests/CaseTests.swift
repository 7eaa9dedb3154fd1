import MailRouting
import Testing

@testable import MailConfig

let caseSample = "mailbox: sales\nrule: quality"

func decodeCase(_ yaml: String, for rules: RuleSet) throws(Diagnostics) -> RuleCase {
    let reading = Reading()
    let text = SourceText(file: "expected.yaml", bytes: Array(yaml.utf8))
    reading.add(text)
    return try reading.finish(YAMLDocument.root(of: text, reading).flatMap { CaseDecoder(rules, reading).decode($0) })
}

@Suite struct CaseTests {
    @Test func readsEveryKey() throws {
        let yaml = """
            mailbox: sales
            arrived: 2026-11-20T10:00:00Z
            now: 2026-11-21T11:00:00+01:00
            own: info@buttons.example
            known-sender: true
            rule: fallback
            department: info
            folder: Later
            priority: high
            language: unknown
            keywords: [z, a, z]
            copies: []
            acknowledge: none
            acknowledge-language: none
            asked: general
            refused: spam
            """
        let found = try decodeCase(yaml, for: try readRules(["main.yaml": RuleSample.main]))
        #expect(found.mailbox == "sales")
        #expect(found.arrived == Instant(seconds: 1_795_168_800))
        #expect(found.now == Instant(seconds: 1_795_255_200))
        #expect(found.own.map(\.spec) == ["info@buttons.example"])
        #expect(found.isKnownSender == true)
        let values = Dictionary(uniqueKeysWithValues: found.expectations.map { ($0.field, $0.values) })
        #expect(
            values == [
                .rule: ["fallback"], .department: ["info"], .folder: ["Later"], .priority: ["high"], .language: [],
                .keywords: ["a", "z"], .copies: [], .acknowledge: [], .acknowledgeLanguage: [], .asked: ["general"],
                .refused: ["spam"],
            ])
        #expect(found.expectations.first?.location == SourceLocation(file: "expected.yaml", line: 6))
    }
}
