import Foundation
import MailConfig
import MailRehearsal
import MailRouting
import MailTransport
import Testing

@testable import MailroomCommands

/// Where a simulated week may go, and from whom.
@Suite struct SubmissionPlanTests {
    private static func plan(
        accounts: [String] = ["info", "sales", "support", "finance"], watch: String = "[INBOX]",
        host: String = "localhost", blocks: String = "", day: Int? = nil, allowing: [String] = []
    ) async throws -> SubmissionPlan {
        let configuration = """
            version: 1
            state: state
            rules: rules
            templates: templates
            accounts:
              desk: {address: desk@buttons.test, host: localhost, password: env:X}
            \(accounts.map { "  \($0): {address: \($0)-box@buttons.test, host: localhost, password: env:X, watch: \(watch)}" }.joined(separator: "\n"))
            departments:
              desk: {account: desk}
            \(accounts.map { "  \($0): {account: \($0)}" }.joined(separator: "\n"))
            submission: {main: {host: \(host), user: relay, password: env:X, ehlo_name: x.example}}
            \(blocks)
            """
        return try await withFolder(["mailroom.yaml": configuration]) { folder in
            var options = try SimulationOptions.parse(["--week", "2026-W48", "--seed", "7", "--noise"])
            options.plan = Repository.path("config/simulation.yaml")
            let key = try #require(SimulationKey(String(repeating: "a", count: 64)))
            return try SubmissionPlan(
                try options.simulation(), day: day, allowing: allowing,
                in: try ConfigurationReader.read("\(folder)/mailroom.yaml"), seal: key.seal)
        }
    }

    private static func reasons(
        accounts: [String] = ["info", "sales", "support", "finance"], watch: String = "[INBOX]",
        allowing: [String] = [], day: Int? = nil
    ) async throws -> [String] {
        do {
            _ = try await plan(accounts: accounts, watch: watch, day: day, allowing: allowing)
            return []
        } catch let refused as SubmissionPlan.Refused { return refused.reasons }
    }

    @Test func goesToTheAccountsOwnAddressesAndIsSealed() async throws {
        let plan = try await Self.plan()
        let key = try #require(SimulationKey(String(repeating: "a", count: 64)))
        #expect(plan.letters.count > 56)
        for letter in plan.letters {
            let parsed = MessageParser.parse(message: letter.bytes)
            #expect((parsed.to + parsed.cc).allSatisfy { $0.spec.hasSuffix("-box@buttons.test") })
            #expect(key.simulation(of: parsed) == SimulationID(plan.simulation.id))
        }
        let monday = try await Self.plan(day: 1)
        #expect(monday.letters.allSatisfy { $0.mark.day == 1 } && monday.letters.count < plan.letters.count)
        #expect(monday.letters.count >= 13)
    }

    @Test func onlyToWhatTheAgentWatches() async throws {
        #expect(try await Self.reasons() == [])
        let strangers = try await Self.reasons(accounts: ["info", "support", "finance"])
        #expect(strangers.count == 1 && strangers[0].hasPrefix("the plan writes to sales, "))
        let idle = try await Self.reasons(watch: "[]")
        #expect(idle.count == 1 && idle[0].hasPrefix("the plan writes to "))
        #expect(try await Self.reasons(day: 7) == ["there is nothing to send on that day"])
    }

    @Test func onlyFromReservedDomainsAndOurs() async throws {
        #expect(try await Self.reasons(allowing: ["Buttons.Test"]) == [])
        let foreign = try await Self.reasons(allowing: ["customer.org"])
        #expect(foreign.count == 1 && foreign[0].hasPrefix("--allow-domain customer.org is no domain of this"))
        for (domain, isReserved) in [
            ("example", true), ("a.example", true), ("A.TEST", true), ("example.org", false), ("notexample", false),
            ("x.example.com", false), ("", false),
        ] { #expect(ReservedDomain.contains(domain) == isReserved, "\(domain)") }
    }

    @Test func saysHowManyGoWhereAndWhoHearsOfIt() async throws {
        let plan = try await Self.plan(day: 1)
        let notice = plan.notice(plan.letters.count - 2).joined(separator: "\n")
        #expect(notice.contains("\(plan.letters.count - 2) letters of normal-2026-W48-7 (2 more have arrived already)"))
        #expect(notice.contains("info-box@buttons.test") && notice.contains("main (5 a minute, 30 an hour)"))
        #expect(notice.contains("acknowledgements of them go to nobody"))
        #expect(plan.isLoopback)
        let far = try await Self.plan(host: "relay.buttons.test", blocks: "simulation: {sink: sink@elsewhere.example}")
        #expect(!far.isLoopback)
        #expect(far.notice(1).joined().contains("go to the sink sink@elsewhere.example"))
    }

    @Test func whatHasArrivedIsLeftOut() async throws {
        let plan = try await Self.plan()
        let first = try #require(plan.letters.first)
        let arrived = SubmissionPlan.Arrived(account: first.account, messageID: first.messageID)
        #expect(plan.missing(besides: [arrived]).count == plan.letters.count - 1)
        // In another account it is another arrival.
        let elsewhere = SubmissionPlan.Arrived(account: "desk", messageID: first.messageID)
        #expect(plan.missing(besides: [elsewhere]).count == plan.letters.count)
    }

    @Test func aKeyIsMadeOnceAndReadByItsOwnerOnly() async throws {
        try await withFolder { folder in
            let file = SimulationKeyFile(stateFolder: folder)
            #expect(file.key == nil)
            let key = try file.makeKey()
            #expect(try file.makeKey().seal("x") == key.seal("x") && file.key?.seal("x") == key.seal("x"))
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["simulation.key"])
            try "nonsense\n".write(toFile: file.path, atomically: true, encoding: .utf8)
            #expect(file.key == nil)
            #expect(throws: SimulationKeyFile.Unusable.self) { try file.makeKey() }
        }
    }

    @Test(
        "what belongs to the sandbox is refused, and not left out",
        arguments: [
            ["--speed", "60"], ["--speed", "60", "--skip-nights"], ["--limits", "5/30"], ["--require", "90"],
            ["--rules", "mine"], ["--templates", "mine"], ["--report", "week.html"], ["--format", "jsonl"],
        ])
    func sandboxOnly(arguments: [String]) throws {
        #expect(throws: (any Error).self) { try SimulateRun.parse(["--to", "submission"] + arguments) }
        #expect(try SimulateRun.parse(arguments).to == .sandbox)
    }

    /// An agent that cannot read it would take simulated mail for real, and answer its made-up senders.
    @Test("a key that root makes belongs to whom the state folder belongs to", .enabled(if: geteuid() == 0))
    func keyOfTheAgent() async throws {
        try await withFolder([:]) { folder in
            try #require(chown(folder, 65534, 65534) == 0)
            let file = SimulationKeyFile(stateFolder: folder)
            let key = try file.makeKey()
            var status = stat()
            try #require(stat(file.path, &status) == 0)
            #expect(status.st_uid == 65534 && status.st_gid == 65534 && status.st_mode & 0o777 == 0o600)
            #expect(try file.makeKey().seal("x") == key.seal("x"), "made once")
        }
    }

    @Test("a key that is there and is none is not replaced, and said")
    func noKey() async throws {
        try await withFolder(["simulation.key": "nothing of the kind"]) { folder in
            let file = SimulationKeyFile(stateFolder: folder)
            let refusal = #expect(throws: SimulationKeyFile.Unusable.self) { try file.makeKey() }
            #expect(refusal?.description.contains("it is there, but holds no key") == true)
        }
    }
}
