import MailRouting
import Testing

@testable import MailConfig

@Suite struct AllAtOnceTests {
    @Test func tenMistakesInOneFileAreTenFindingsInOrder() throws {
        let mistake = try #require(try GoldenCase.read("configuration").first { $0.title == "ten mistakes at once" })
        let error = #expect(throws: Diagnostics.self) { try decodeConfiguration(mistake.text(from: "")) }
        let all = try #require(error).all
        #expect(all.count >= 10)
        #expect(all.map(\.location.line) == all.map(\.location.line).sorted())
    }

    @Test func aSyntaxErrorInOneFileHidesNothingInTheOthers() throws {
        let found = try ruleFindings([
            "main.yaml": RuleSample.main(with: "department: inof", insteadOf: "department: info"),
            "broken.yaml": "version: [1\n",
            "other.yaml": "version: 1\nalso: [{id: x, keyword: y}]\nroutes: []\n",
            "forgotten.yml": "version: 1\n",
        ])
        let places = found.map { $0.prefix { $0 != " " } }
        #expect(
            places == [
                "rules/broken.yaml:2:1:", "rules/forgotten.yml:1:1:", "rules/main.yaml:14:43:",
                "rules/other.yaml:2:8:",
            ])
    }

    @Test func withoutMainNothingElseIsBlamed() throws {
        let found = try ruleFindings(["a.yaml": "version: 1\nroutes: []\n"])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("rules/main.yaml:1:1: error: there is no main.yaml in ") == true)
    }

    @Test func namesGivenTwiceInDifferentFilesAreFound() throws {
        let found = try ruleFindings([
            "main.yaml": RuleSample.main,
            "more.yaml": """
            version: 1
            lists: {complaint: [x]}
            priority: {default: low, lines: [{id: p.quality, mailbox: info, is: low}]}
            examples: [{mail: {mailbox: sales}, gives: sales.al}]
            """,
        ])
        #expect(
            found.map { $0.split(separator: "\n")[0] } == [
                "rules/more.yaml:2:9: error: duplicate list 'complaint'; it is already given in rules/main.yaml:3",
                "rules/more.yaml:3:12: error: only main.yaml may give the default priority",
                "rules/more.yaml:3:39: error: duplicate id 'p.quality'; it is already given in rules/main.yaml:6",
                "rules/more.yaml:4:44: error: the rules have no line 'sales.al'; did you mean 'sales.all'?",
            ])
    }

    @Test func moreMistakesThanAnybodyReadsAreCut() throws {
        let lines = (0..<(Limits.findings + 50)).map { "key\($0)x: 1" }.joined(separator: "\n")
        let error = #expect(throws: Diagnostics.self) { try decodeConfiguration(lines) }
        let all = try #require(error).all
        #expect(all.count == Limits.findings + 1)
        #expect(all.last?.severity == .note)
    }
}
