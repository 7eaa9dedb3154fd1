import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct LoadingTests {
    @Test func readsWhatShips() throws {
        let loaded = try LoadedConfiguration.load(Repository.path("config/mailroom.yaml"))
        #expect(loaded.router.ruleSet == loaded.ruleSet)
        let policy = loaded.router.responseGuard.policy
        for address in ["info@happybuttons.example", "hello@happybuttons.example", "sales@happybuttons.example"] {
            #expect(policy.ownAddresses.contains(address), "\(address)")
        }
        #expect(policy.maximumAge == loaded.configuration.acknowledgements.maximumAge)
        #expect(policy.loopToken.count == 32)
        #expect(!loaded.catalogue.names.isEmpty)
    }

    @Test func knowsFurtherAddressesWithoutBecomingAnotherInstallation() throws {
        let address = try #require(Address("ceo@happybuttons.example"))
        let plain = try LoadedConfiguration.load(Repository.path("config/mailroom.yaml"))
        let more = try LoadedConfiguration.load(Repository.path("config/mailroom.yaml"), own: [address])
        #expect(more.router.responseGuard.policy.ownAddresses.contains(address.key))
        #expect(more.router.responseGuard.policy.loopToken == plain.router.responseGuard.policy.loopToken)
    }

    @Test func saysTheMistakesOfAllFilesAtOnce() async throws {
        let files = [
            "config/mailroom.yaml": "version: 1\nacounts: {}\n",
            "config/templates/en/a.subject.mustache": "{{#open}}\n",
            "rules/main.yaml": "version: 1\nroutes:\n  - otherwise: {id: a, departmnt: info}\n",
            "rules/more.yaml": "version: 2\n",
        ]
        try await withFolder(files) { folder in
            let findings = #expect(throws: Diagnostics.self) {
                try LoadedConfiguration.load("\(folder)/config/mailroom.yaml")
            }
            let named = Set((findings?.all ?? []).map { String($0.location.file.split(separator: "/").last ?? "") })
            #expect(named.isSuperset(of: ["mailroom.yaml", "main.yaml", "more.yaml"]))
            #expect(findings?.all.contains { $0.location.file.contains("templates") } == true)
        }
    }

    @Test func refusesRulesThatFailTheirExamples() async throws {
        let rules = """
            version: 1
            routes:
              - {id: a, subject: {word: order}, department: sales, acknowledge: none}
              - otherwise: {id: b, department: info, acknowledge: none}
            examples:
              - {mail: {subject: "My orders"}, gives: a}
            """
        try await withFolder(["rules/main.yaml": rules]) { folder in
            let router = try LoadedRules.load("\(folder)/rules", own: [])
            let findings = #expect(throws: Diagnostics.self) { try router.checkExamples() }
            #expect(findings?.all.first?.message == "this example gives b (rules/main.yaml:4), not a")
        }
    }

    @Test func countsWhatItShows() {
        let place = SourceLocation(file: "a.yaml", line: 1)
        let one = Diagnostics([Diagnostic(at: place, "wrong", sourceLine: "x: y")])
        #expect(one.report(in: .plain) == "a.yaml:1:1: error: wrong\n    x: y\n    ^\n1 error in 1 file")
    }
}
