import FoundationXML
import Foundation
import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct TestCommandTests {
    private static let rules = """
        version: 1
        routes:
          - id: a
            subject: {word: order}
            department: sales
            acknowledge: hello
            examples:
              - mail: {subject: "My order"}
          - otherwise: {id: b, department: info, acknowledge: none}
        also:
          - {id: a.large, when: {size: {over: 20MB}}, keyword: large}
        """

    /// The run of these rules and cases, as `test` makes it.
    private func run(
        _ cases: [String: String] = [:], rules: String = rules, coverage: Bool = false
    ) async throws -> TestRun {
        var files = ["rules/main.yaml": rules]
        for (name, text) in cases { files["cases/\(name)"] = text }
        return try await withFolder(files) { folder in
            let router = try LoadedRules.load("\(folder)/rules", own: [])
            let usual = OfflineRouting(router: router, mailbox: "info", now: nil, fallback: Instant(seconds: 0))
            var run = TestRun(coverage: coverage ? Coverage(of: router.ruleSet) : nil)
            let command = ShellCommand("mailroom", "explain")
            for example in router.ruleSet.examples { run.add(Trial(example, by: usual, command: command)) }
            for item in cases.isEmpty ? [] : try CaseFolder.all(in: "\(folder)/cases", for: router.ruleSet) {
                run.add(try item.trial(by: usual, own: [], command: command))
            }
            return run
        }
    }

    private static let message = "From: ana@customer.example\nTo: info@buttons.example\nSubject: An order\n\nx"

    @Test func theShippedCasesPass() throws {
        let router = try LoadedRules.load(Repository.path("rules"), own: [])
        let cases = try CaseFolder.all(in: Repository.path("fixtures/cases"), for: router.ruleSet)
        #expect(cases.count >= 12)
        for item in cases {
            let usual = OfflineRouting(router: router, mailbox: "info", now: nil, fallback: Instant(seconds: 0))
            let result = try item.trial(by: usual, own: [], command: ShellCommand("mailroom")).run()
            #expect(result.isFine, "\(result.failureLines)")
        }
    }

    @Test func saysWhatWasExpectedWhatCameAndHowToSeeWhy() async throws {
        let expected =
            "now: 2026-11-20T10:00:00Z\nown: [info@buttons.example]\nrule: b\ndepartment: sales\n"
            + "acknowledge: none\n"
        let run = try await run(["one/message.eml": Self.message, "one/expected.yaml": expected])
        let result = try #require(run.results.last)
        #expect(!run.isFine)
        #expect(result.location.line == 3)
        #expect(
            result.failureLines.dropLast() == [
                "rule: expected b (rules/main.yaml:9), got a", "acknowledge: expected none, got hello",
                "decided by a (rules/main.yaml:3)",
            ])
        let command = try #require(result.failureLines.last)
        #expect(command.hasPrefix("mailroom explain /"))
        #expect(command.hasSuffix("cases/one/message.eml --now 2026-11-20T10:00:00Z --own info@buttons.example"))
    }

    @Test func judgesACaseAsItSaysThatItArrives() async throws {
        let expected = "own: [ana@customer.example]\nrefused: ownAddress\nasked: hello\nacknowledge: none\n"
        let run = try await run(["one/message.eml": Self.message, "one/expected.yaml": expected])
        #expect(run.results.map(\.isFine) == [true, true])
    }

    @Test func saysTheMistakesOfAllCasesAtOnce() async throws {
        let findings = await #expect(throws: Diagnostics.self) {
            try await run([
                "one/message.eml": Self.message, "one/expected.yaml": "rul: a\n", "two/expected.yaml": "rule: a\n",
                "three/message.eml": Self.message,
            ])
        }
        let places = findings?.all.map { $0.location.file.split(separator: "/").suffix(2).joined(separator: "/") }
        #expect(places == ["one/expected.yaml", "three/expected.yaml", "cases/two"])
    }

    @Test func namesAnExampleByItsPlace() async throws {
        let run = try await run(rules: Self.rules.replacing("My order", with: "My orders"))
        let result = try #require(run.results.first)
        #expect(result.failureLines.last == "mailroom explain rules/main.yaml:8")
    }

    @Test func writesStableKeys() async throws {
        let json = try await run().results.map(\.json.text)
        #expect(
            json == [
                #"{"kind":"example","name":"a: My order","ok":true,"file":"rules/main.yaml","line":8,"rule":"a","#
                    + #""rule_file":"rules/main.yaml","rule_line":3,"failures":[],"#
                    + #""command":"mailroom explain rules/main.yaml:8"}"#
            ])
    }

    @Test func showsTheLinesNothingReached() async throws {
        let coverage = try #require(try await run(coverage: true).coverage)
        #expect(coverage.unreached.map(\.name) == ["b", "a.large"])
        let text = CoverageReport(coverage: coverage).text(in: .plain)
        #expect(text.contains("    0  a.large  rules/main.yaml:11\n"))
        #expect(text.contains("never no: the subject has the word order  rules/main.yaml:4"))
        #expect(text.hasSuffix("1 of 3 lines were reached, 0 of 2 conditions were seen both ways"))
    }

    @Test func writesXMLThatSurvivesAnySubject() async throws {
        let hostile = #""a <b> & ]]>\u0007\u202E 'c' \"""#
        let rules = Self.rules.replacing("\"My order\"", with: hostile)
        let run = try await run(rules: rules, coverage: true)
        let xml = JUnitReport(of: run.results, run.coverage, uncoveredFails: true).text
        let reader = JUnitReader()
        let parser = XMLParser(data: Data(xml.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(xml)")
        #expect(reader.names == ["a: a <b> & ]]> 'c' \"", "a", "b", "a.large"])
        let unreached = ["a (rules/main.yaml:3)", "a.large (rules/main.yaml:11)"].map {
            "no example and no case reached \($0)"
        }
        #expect(reader.failures == ["rule: expected a (rules/main.yaml:3), got b"] + unreached)
        #expect(reader.counts == ["4", "1", "0", "3"])
    }

    @Test(arguments: [
        ("plain/path-1.eml", "plain/path-1.eml"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#),
        ("$(x)", "'$(x)'"), ("", "''"), ("Bestellung-ä", "Bestellung-ä"),
    ])
    func quotesWordsForTheShell(_ word: String, _ quoted: String) {
        #expect(ShellCommand(word).text == quoted)
    }
}

/// What a continuous integration server takes from the XML.
private final class JUnitReader: NSObject, XMLParserDelegate {
    private(set) var names: [String] = []
    private(set) var failures: [String] = []
    /// `tests` of the whole and of each suite.
    private(set) var counts: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch element {
        case "testcase": names.append(attributes["name"] ?? "")
        case "failure": failures.append(attributes["message"] ?? "")
        default: counts.append(attributes["tests"] ?? "")
        }
    }
}
