import Foundation
import MailConfig
import MailJournal
import MailRehearsal
import MailRouting
import MailTransport
import Testing

@testable import MailroomCommands

/// `mailroom simulate record`: what a journal keeps becomes a recording, and comes out as it did.
@Suite struct WeekRecorderTests {
    private static func loaded() throws -> LoadedConfiguration {
        try LoadedConfiguration.load(Repository.path("config/mailroom.yaml"))
    }

    /// Simulated letters, real ones to this journal, as an agent leaves them.
    private func keep(
        _ messages: [SimulatedMessage], of domain: String, by loaded: LoadedConfiguration, in journal: Journal
    ) async throws {
        for account in Set(messages.map(\.account)).sorted() {
            let address = MailboxAddress(account: account, mailbox: .inbox)
            let status = MailboxStatus(uidValidity: UIDValidity(1), uidNext: .first, exists: 0)
            let mailbox = try await journal.contact(address, status, backlog: .route, now: Instant(seconds: 0))
            for (number, message) in messages.filter({ $0.account == account }).enumerated() {
                let uid = try #require(UID(number + 1))
                let arrival = Arrival(
                    location: Location(mailbox: address, uidValidity: status.uidValidity, uid: uid),
                    fingerprint: Fingerprint(digest: "\(account)\(number)", size: UInt32(message.stored.count)),
                    internalDate: message.arrivedAt, flags: [], header: message.stored)
                let recorded = try await journal.record(
                    [arrival], in: mailbox, watermark: uid, backlog: .route, now: message.arrivedAt)
                let circumstances = Circumstances(
                    mailbox: account, arrivedAt: message.arrivedAt, now: message.arrivedAt)
                let decision = loaded.router.decide(MessageParser.parse(message: message.stored), circumstances)
                let decided = recorded.map {
                    DecidedArrival(
                        id: $0.id, decision: decision, circumstances: circumstances,
                        ruleSet: loaded.ruleSet.version, source: address, destination: address, acknowledgement: nil)
                }
                _ = try await journal.commit(decided, now: message.arrivedAt)
            }
        }
    }

    private func recording(
        of seed: UInt64, changing change: (LoadedConfiguration) throws -> LoadedConfiguration = { $0 }
    ) async throws -> WeekRecorder.Result {
        try await withFolder { folder in
            let loaded = try Self.loaded()
            var options = try SimulationOptions.parse(["--week", "2026-W48", "--noise", "--seed", "\(seed)"])
            options.plan = Repository.path("config/simulation.yaml")
            let own = try #require(loaded.configuration.accounts.first).address.domain
            let messages = try options.simulation(domain: own).messages()
            let journal = try Journal(path: "\(folder)/journal.sqlite")
            try await keep(messages, of: own, by: loaded, in: journal)
            let recorder = WeekRecorder(
                loaded: try change(loaded), journal: try Journal(reading: "\(folder)/journal.sqlite"),
                zone: try #require(Zone("Europe/Berlin")), chance: .seed(seed))
            let result = try #require(try await recorder.record(since: Instant(seconds: 0)))
            #expect(result.week.messages.count == messages.count)
            return result
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func aWeekOfAJournalComesOutAsItDid(_ seed: UInt64) async throws {
        let result = try await recording(of: seed)
        #expect(result.finds == [] && result.differences.map(\.words) == [])
        #expect(result.week.week.description == "2026-W48")
        let times = result.week.messages.map { "\($0.day) \($0.time)" }
        #expect(times == times.sorted() && times.first?.hasPrefix("1 ") == true)
        #expect(try RecordedWeek(Data(result.lines)) == result.week)
    }

    /// What other rules do is said to be of the rules.
    @Test func changedRulesAreToldFromWhatIsMissing() async throws {
        let result = try await withFolder([
            "main.yaml": "version: 1\nroutes:\n  - otherwise: {id: all, department: info, acknowledge: none}\n"
        ]) { folder in
            try await recording(of: 1) { loaded in
                let names = RuleNames(departments: nil, accounts: nil, templates: nil)
                let rules = try RuleSetReader.read(folder, names: names, digest: { "\($0.count)" })
                let router = try Router(
                    ruleSet: rules, gate: loaded.router.responseGuard.policy, defaultLanguage: .english)
                return LoadedConfiguration(
                    configuration: loaded.configuration, ruleSet: rules, router: router, catalogue: loaded.catalogue)
            }
        }
        #expect(!result.differences.isEmpty && result.differences.allSatisfy(\.isOfRules))
    }

    @Test func nothingIsNoRecording() async throws {
        try await withFolder { folder in
            _ = try Journal(path: "\(folder)/journal.sqlite")
            let recorder = WeekRecorder(
                loaded: try Self.loaded(), journal: try Journal(reading: "\(folder)/journal.sqlite"),
                zone: try #require(Zone("GMT")), chance: .system)
            #expect(try await recorder.record(since: Instant(seconds: 0)) == nil)
        }
    }
}

/// A week through real servers, recorded from the journal of the agent that dealt with it, and played again.
@Suite(.serialized) struct RecordedWeekRunTests {
    @Test func aRecordedWeekComesOutAsTheWeekDid() async throws {
        var options = try SimulationOptions.parse(["--week", "2026-W48", "--noise", "--seed", "5"])
        options.plan = Repository.path("config/simulation.yaml")
        let simulation = try options.simulation(domain: RehearsalStage.domain)
        let recording = try await onStage { stage in
            let report = try await RehearsalRun(stage).play(simulation)
            #expect(report.isComplete && report.percentRight == 100, "\(report.lines.joined(separator: "\n"))")
            let recorder = WeekRecorder(
                loaded: stage.loaded, journal: try JournalFile.open(stage.loaded.configuration),
                zone: try #require(Zone("Europe/Berlin")), chance: .seed(5), isOfSimulated: true)
            let result = try #require(try await recorder.record(since: Instant(seconds: 0)))
            #expect(result.finds == [] && result.differences.map(\.words) == [])
            return result.week
        }
        try await onStage { stage in
            let week = try SimulateReplay.week(recording, on: stage)
            let report = try await RehearsalRun(stage).play(week)
            #expect(report.isComplete && report.percentRight == 100, "\(report.lines.joined(separator: "\n"))")
        }
    }

    private func onStage<Value>(_ body: (RehearsalStage) async throws -> Value) async throws -> Value {
        let stage = try await RehearsalStage.set(
            rules: Repository.path("rules"), templates: Repository.path("config/templates"))
        do {
            let value = try await body(stage)
            try await stage.strike()
            return value
        } catch {
            try await stage.strike()
            throw error
        }
    }
}
