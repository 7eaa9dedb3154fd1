import Foundation
import MailConfig
import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct LintTests {
    static let rules = """
        version: 1
        order: [finance, late, other]
        lists:
          dunning: [Mahnung, overdue]
          unused: [a, b]
          colour:
            - Größe
            - "groesse"
            - Farbe
        routes:
          - group: finance
            when: {subject: dunning}
            department: finance
            lines:
              - {id: finance.dunning, acknowledge: none}
          - {id: late, subject: {is: "Letzte Mahnung"}, mailbox: sales, department: sales, acknowledge: none}
          - {id: other, subject: {regex: ["^Farbe", 'Preis$']}, department: sales, acknowledge: none}
          - otherwise: {id: fallback, department: info, acknowledge: none}
        also:
          - {id: a.both, when: {all: [{subject: colour}, {not: {subject: {word: "Größe"}}}, {subject: {is: "Größe"}}]}, keyword: x}
        examples:
          - {mail: {subject: Mahnung}, gives: finance.dunning}
          - {mail: {subject: "Farbe blau"}, gives: other}
          - {mail: {subject: "Hallo"}, gives: fallback}
        """

    private func report(_ rules: String = rules, fix: Bool = false) async throws -> (report: LintReport, text: String) {
        try await withFolder(["rules/main.yaml": rules]) { folder in
            let linted = try LintedRules(.folder("\(folder)/rules"))
            if fix { _ = try LintMending(linted)?.write() }
            let text = try String(contentsOfFile: "\(folder)/rules/main.yaml", encoding: .utf8)
            return (LintReport(try LintedRules(.folder("\(folder)/rules"))), text)
        }
    }

    private func output(_ arguments: [String], _ rules: String = rules) async throws -> (text: String, status: Int32) {
        try await withFolder(["rules/main.yaml": rules]) { folder in
            var status: Int32 = 0
            let text = try await written { file in
                let command = try #require(try LintCommand.parseAsRoot(arguments + ["\(folder)/rules"]) as? LintCommand)
                do { try command.run(to: OutputBuffer(to: file)) } catch {
                    status = LintCommand.exitCode(for: error).rawValue
                }
            }
            return (text, status)
        }
    }

    @Test func saysWhatItFoundWithPlacesAndAMessageThatShowsIt() async throws {
        let text = try await report().report.text(in: .plain)
        #expect(
            text == """
                rules/main.yaml:5:3: note: no line uses the list 'unused'; remove it, or name it in a line
                      unused: [a, b]
                      ^^^^^^
                rules/main.yaml:8:7: note: 'groesse' is in the list 'colour' already, as 'Größe' in line 7; remove it
                        - "groesse"
                          ^^^^^^^^^
                rules/main.yaml:16:5: warning: no message reaches line 'late': 'finance.dunning' (rules/main.yaml:15) takes \
                all it asks for; move it above, narrow what takes it, or remove it
                      - {id: late, subject: {is: "Letzte Mahnung"}, mailbox: sales, department: sales, acknowledge: none}
                        ^
                    shown by: {mail: {subject: "Letzte Mahnung", mailbox: "sales"}, gives: finance.dunning}
                rules/main.yaml:17:34: note: the regex ^Farbe finds exactly what 'starts-with' finds; write \
                'starts-with: Farbe'
                      - {id: other, subject: {regex: ["^Farbe", 'Preis$']}, department: sales, acknowledge: none}
                                                     ^
                rules/main.yaml:20:5: warning: no message fulfils line 'a.both': 'not: the subject has the word Größe' \
                and 'the subject is Größe' exclude each other; correct its condition, or remove it
                      - {id: a.both, when: {all: [{subject: colour}, {not: {subject: {word: "Größe"}}}, {subject: {is: \
                "Größe"}}]}, keyword: x}
                        ^
                2 warnings, 3 notes; --fix mends 2
                """)
    }

    @Test func endsByWhatWasFound() async throws {
        let clean = """
            version: 1
            routes:
              - otherwise: {id: all, department: info, acknowledge: none}
            examples:
              - {mail: {subject: Hallo}, gives: all}
            """
        let noted = clean.replacing("gives: all}", with: "gives: all}\nlists: {a: [b]}")
        let bare = clean.replacing("  - {mail: {subject: Hallo}, gives: all}", with: "  []")
        let cases: [(String, [String], Int32)] = [
            (Self.rules, [], 1), (clean, [], 0), (clean, ["--strict"], 0), (noted, [], 0), (noted, ["--strict"], 1),
            (bare, ["--strict"], 1),
            (clean.replacing("gives: all", with: "gives: al"), [], 2), (clean.replacing("info", with: ""), [], 2),
        ]
        for (rules, arguments, status) in cases {
            #expect(try await output(arguments, rules).status == status, "\(arguments) \(rules)")
        }
    }

    @Test func printsOneObjectForEachFinding() async throws {
        let lines = try await output(["--format", "jsonl"]).text.split(separator: "\n")
        let objects = try lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(
            objects.compactMap { $0["kind"] as? String } == [
                "unused-list", "duplicate-entry", "shadowed", "plain-regex", "contradiction",
            ])
        #expect(objects[2]["taken_by"] as? String == "finance.dunning")
        #expect(objects[2]["related"] as? [String] == ["rules/main.yaml:15:9"])
        #expect(objects[0]["fixable"] as? Bool == true)
        #expect(
            lines[0].hasPrefix(
                #"{"kind":"unused-list","severity":"note","file":"rules/main.yaml","line":5,"column":3,"length":6,"#))
    }

    @Test func mendsOnlyWhatStandsAloneAndKeepsEveryDecision() async throws {
        let (after, text) = try await report(fix: true)
        #expect(!text.contains("unused"))
        #expect(!text.contains("groesse"))
        #expect(text.contains("Größe\n    - Farbe"))
        #expect(text.contains(#"{regex: ["^Farbe", 'Preis$']}"#), "one of the two is no plain regex")
        #expect(after.items.filter { !$0.edits.isEmpty }.isEmpty)
        #expect(after.items.count == 3)
    }

    @Test(arguments: [
        ("subject: {regex: '^Rechnung'}", #"subject: {starts-with: "Rechnung"}"#),
        ("subject: {regex: ['^Rechnung', \"^Mahnung\"]}", #"subject: {starts-with: ["Rechnung", "Mahnung"]}"#),
        ("subject: {regex: 'Rechnung$', starts-with: x}", #"subject: {ends-with: "Rechnung", starts-with: x}"#),
        ("subject: {regex: '^Rechnung', starts-with: x}", "subject: {regex: '^Rechnung', starts-with: x}"),
        ("subject: {regex: '\\bRechnung\\b'}", "subject: {regex: '\\bRechnung\\b'}"),
        ("subject: {regex: '^Preis'}", "subject: {regex: '^Preis'}"),
        ("subject: {word: {in: a}}", "subject: {word: {in: a}}"),
    ])
    func rewritesRegexesThatSayNoMore(before: String, after: String) async throws {
        let rules = """
            version: 1
            order: [one]
            lists:
              a: [b, c, B, "d"]   # as they come
            routes:
              - {id: one, \(before), department: info, acknowledge: none}
              - otherwise: {id: all, department: info, acknowledge: none}
            also:
              - {id: also, when: {subject: a}, keyword: k}
            """
        let text = try await report(rules, fix: true).text
        #expect(text == rules.replacing(before, with: after).replacing("[b, c, B, ", with: "[b, c, "))
    }

    @Test func writesSarifThatToolsCanRead() async throws {
        let text = try await output(["--format", "sarif"]).text
        let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        #expect(log["$schema"] as? String == SARIFLog.schema)
        #expect(run["columnKind"] as? String == "unicodeCodePoints")
        #expect((run["invocations"] as? [[String: Bool]])?.first == ["executionSuccessful": true])
        let driver = try #require((run["tool"] as? [String: [String: Any]])?["driver"])
        #expect(driver["name"] as? String == "mailroom lint")
        let rules = try #require(driver["rules"] as? [[String: Any]])
        #expect(rules.count == RuleFinding.Kind.allCases.count + 1)
        for rule in rules {
            #expect((rule["shortDescription"] as? [String: String])?["text"]?.isEmpty == false)
            #expect((rule["help"] as? [String: String])?["text"]?.isEmpty == false)
        }
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.count == 5)
        for result in results {
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
            #expect(["note", "warning", "error"].contains(result["level"] as? String))
            #expect((result["message"] as? [String: String])?["text"]?.isEmpty == false)
            let location = try #require((result["locations"] as? [[String: Any]])?.first)
            let place = try #require(location["physicalLocation"] as? [String: [String: Any]])
            let region = try #require(place["region"])
            let columns = try #require([region["startColumn"], region["endColumn"]] as? [Int])
            #expect(columns[0] >= 1 && columns[1] > columns[0])
            #expect((place["artifactLocation"]?["uri"] as? String)?.hasSuffix("rules/main.yaml") == true)
        }
        let fix = try #require((results[0]["fixes"] as? [[String: Any]])?.first)
        let change = try #require((fix["artifactChanges"] as? [[String: Any]])?.first)
        let replacement = try #require((change["replacements"] as? [[String: Any]])?.first)
        #expect(
            replacement["deletedRegion"] as? [String: Int] == [
                "startLine": 5, "startColumn": 1, "endLine": 6, "endColumn": 1,
            ])
        #expect(replacement["insertedContent"] as? [String: String] == ["text": ""])
    }

    @Test func mistakesAreResultsToo() async throws {
        let text = try await output(["--format", "sarif"], Self.rules.replacing("order:", with: "ordre:")).text
        let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let results = try #require((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]])
        #expect(results.contains { $0["ruleId"] as? String == "error" && $0["level"] as? String == "error" })
    }

    @Test func examplesAreTriedAsTheInstallationWould() async throws {
        let shipped = try String(contentsOfFile: Repository.path("config/mailroom.yaml"), encoding: .utf8)
        let configuration = shipped.replacing("# authserv_id:", with: "authserv_id:")
            .replacing(/(?m)^templates:.*$/, with: "templates: \(Repository.path("config/templates"))")
        let rules = """
            version: 1
            order: [forged]
            routes:
              - {id: forged, authentication: {dmarc: fail}, department: info, acknowledge: none}
              - otherwise: {id: all, department: info, acknowledge: general}
            examples:
              - {mail: {subject: a, header.Authentication-Results: "mx.happybuttons.example; dmarc=fail"}, gives: forged}
              - {mail: {subject: b, from: ana@kunde.example, to: info@happybuttons.example}, gives: all}
            """
        try await withFolder(["config/mailroom.yaml": configuration, "rules/main.yaml": rules]) { folder in
            let linted = try LintedRules(.configuration("\(folder)/config/mailroom.yaml"))
            #expect(LintReport(linted).text(in: .plain) == "nothing found")
        }
    }

    @Test func timesNobodyUsesAreTakenOut() async throws {
        let rules = """
            version: 1
            zone: Europe/Berlin
            order: [one]
            times:
              office: {weekdays: monday-friday, hours: 08:00-17:00}
              night:
                hours: 22:00-06:00
            routes:
              - {id: one, time: office, department: info, acknowledge: none}
              - otherwise: {id: all, department: info, acknowledge: none}
            """
        #expect(
            try await report(rules).report.text(in: .plain).contains(
                "rules/main.yaml:6:3: note: no line uses the time 'night'; remove it, or name it in a line"))
        let (after, text) = try await report(rules, fix: true)
        #expect(text == rules.replacing("  night:\n    hours: 22:00-06:00\n", with: ""))
        #expect(!after.items.contains { $0.kind == "unused-time" })
    }

    @Test func whatNoAccountSaysIsKnownFromTheConfiguration() async throws {
        let configuration = try String(contentsOfFile: Repository.path("config/mailroom.yaml"), encoding: .utf8)
            .replacing(/(?m)^templates:.*$/, with: "templates: \(Repository.path("config/templates"))")
        let rules = """
            version: 1
            order: [forged]
            routes:
              - id: forged
                authentication: {dmarc: fail}
                department: info
                acknowledge: none
              - otherwise: {id: all, department: info, acknowledge: general}
            """
        try await withFolder(["config/mailroom.yaml": configuration, "rules/main.yaml": rules]) { folder in
            let alone = LintReport(try LintedRules(.folder("\(folder)/rules")))
            #expect(!alone.items.contains { $0.kind == "unknown-fact" })
            let known = LintReport(try LintedRules(.configuration("\(folder)/config/mailroom.yaml")))
            let finding = try #require(known.items.first { $0.kind == "unknown-fact" })
            #expect(finding.diagnostic.severity == .warning)
            #expect(finding.diagnostic.location.line == 5)
            #expect(finding.diagnostic.message.hasPrefix("no account has 'authserv_id'"))
        }
    }

    @Test func theShippedRulesAreClean() throws {
        let rules = try LintedRules(.configuration(Repository.path("config/mailroom.yaml")))
        #expect(LintReport(rules).text(in: .plain) == "nothing found")
    }
}
