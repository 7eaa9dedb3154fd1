import Foundation
import MailRehearsal
import MailRouting
import MailSandbox
import Testing

@testable import MailroomCommands

/// A week on real servers that somebody has a say in.
@Suite(.serialized) struct RehearsalStopTests {
    private static func week(_ speed: Speed, on stage: RehearsalStage) throws -> RehearsedWeek {
        var options = try SimulationOptions.parse(["--week", "2026-W48", "--noise", "--seed", "3"])
        options.plan = Repository.path("config/simulation.yaml")
        let simulation = try stage.sealed(try options.simulation(domain: RehearsalStage.domain))
        return RehearsedWeek(simulation.id, simulation.messages(), speed: speed, zone: simulation.plan.zone)
    }

    private static func onStage<Result>(_ body: (RehearsalStage) async throws -> Result) async throws -> Result {
        let stage = try await RehearsalStage.set(
            rules: Repository.path("rules"), templates: Repository.path("config/templates"))
        do {
            let result = try await body(stage)
            try await stage.strike()
            return result
        } catch {
            try await stage.strike()
            throw error
        }
    }

    /// Waits for a condition, a generous time.
    private static func until(_ what: String, _ isMet: () throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while try !isMet() {
            try #require(ContinuousClock.now < end, "\(what) did not happen")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test func isPausedResumedAndStoppedInTheMiddle() async throws {
        // At this speed the week takes a minute and a half, and its first morning a few seconds.
        let (week, report) = try await Self.onStage { stage in
            let week = try Self.week(.times(4_000), on: stage)
            return try await withFolder { folder in
                let place = RunningSimulations("\(folder)/simulations")
                let control = try RehearsalControl(in: place)
                let seat = try #require(try place.all().first)
                async let report = RehearsalRun(stage, control: control).play(week)
                try await Self.until("three messages") { seat.standing().map { $0.delivered >= 3 } ?? false }
                try await SimulationCall(wish: .pause, place: place, process: nil).run()
                let paused = try #require(seat.standing())
                #expect(paused.state == "paused" && paused.delivered < week.messages.count)
                try await SimulationCall(wish: .resume, place: place, process: getpid()).run()
                try await Self.until("more") { seat.standing().map { $0.delivered > paused.delivered } ?? false }
                try await SimulationCall(wish: .stop, place: place, process: nil).run()
                let stopped = try #require(seat.standing())
                #expect(stopped.state == "stopped")
                let result = try await report
                #expect(result.count == stopped.delivered)
                control.close()
                return (week, result)
            }
        }
        // What came was dealt with to its end, and is judged; what did not come is not.
        #expect(report.count < week.messages.count)
        #expect(report.isComplete && report.percentRight == 100, "\(report.lines.joined(separator: "\n"))")
        #expect(report.lines[0].contains("stopped after \(report.count) of \(week.messages.count)"))
        // The run was looked at from its beginning to its end, and every message has its times.
        let samples = report.course.samples
        #expect(samples.count > 2 && samples.first?.lastHour == 0 && samples.last?.acknowledgements == 0)
        #expect(samples.last?.came == report.count && samples.last?.lastHour == report.acknowledgements)
        #expect(report.latencies.map(\.count) == [report.count, report.acknowledgements, report.acknowledgements])
    }

    @Test func aLetterByHandInTheMiddleIsRoutedAndAcknowledgedAsAlways() async throws {
        let (week, report, places, answers) = try await Self.onStage { stage in
            let week = try Self.week(.max, on: stage)
            let hand = """
                From: Ana Real <ana@person.example>\r
                To: info@buttons.test\r
                Subject: Reklamation: defekte Knoepfe in Lieferung 77\r
                Message-ID: <by-hand@person.example>\r
                Date: Mon, 23 Nov 2026 09:00:00 +0100\r
                \r
                Guten Tag, ein Teil der Knoepfe ist gebrochen. Bitte melden Sie sich.\r
                Mit freundlichen Gruessen, Ana Real\r

                """
            return try await withFolder { folder in
                let place = RunningSimulations("\(folder)/simulations")
                let control = try RehearsalControl(in: place)
                let seat = try #require(try place.all().first)
                async let played = RehearsalRun(stage, control: control).play(week)
                let half = week.messages.count / 2
                try await Self.until("half of the week") { seat.standing().map { $0.delivered >= half } ?? false }
                try await stage.sandbox.deliver(Array(hand.utf8), to: "info@buttons.test", from: "ana@person.example")
                let report = try await played
                control.close()
                var places: [String] = []
                for name in ["info", "sales", "support", "finance"] {
                    let messages = try await stage.sandbox.messages(of: "\(name)@buttons.test")
                    places += messages.filter { $0.text.contains("<by-hand@person.example>") }.map { _ in name }
                }
                let letters = try await stage.sandbox.messages(of: Sandbox.catchAllAddress)
                let answers = letters.filter { $0.text.contains("In-Reply-To: <by-hand@person.example>") }.count
                return (week, report, places, answers)
            }
        }
        #expect(places == ["support"] && answers == 1)
        // And none of the week is told otherwise because of it.
        #expect(report.count == week.messages.count)
        #expect(report.isComplete && report.percentRight == 100, "\(report.lines.joined(separator: "\n"))")
    }
}

extension StoredMessage {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
