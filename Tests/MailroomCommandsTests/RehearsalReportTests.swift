import MailConfig
import MailRehearsal
import MailRouting
import MailSandbox
import Testing

@testable import MailroomCommands

/// A report says everything that went wrong, and nothing that did not.
@Suite struct RehearsalReportTests {
    private func week() throws -> [SimulatedMessage] {
        let plan = try SimulationReader.read(Repository.path("config/simulation.yaml"))
        let theme = try #require(plan.theme("normal"))
        let week = try #require(CalendarWeek("2026-W48"))
        return Simulation(plan, theme: theme, week: week, seed: 1, hasNoise: true).messages()
    }

    /// As if everything had gone well, but for what `change` does.
    private func report(
        change: (inout [JudgedMessage], inout [MessageID: [DepartmentName]], inout [MessageID: Int]) -> Void
    ) throws -> RehearsalReport {
        let messages = try week()
        var judged = messages.map { message in
            JudgedMessage(
                message, department: message.mark.department, priority: message.mark.priority,
                template: message.mark.template, language: message.mark.language)
        }
        var places: [MessageID: [DepartmentName]] = [:]
        var acknowledged: [MessageID: Int] = [:]
        for message in messages {
            places[message.messageID, default: []].append(message.mark.department)
            let isFirst = message.mark.thread == message.mark.message
            if message.mark.template != nil, isFirst { acknowledged[message.messageID] = 1 }
        }
        change(&judged, &places, &acknowledged)
        return RehearsalReport(
            "week", judged, places: places, acknowledged: acknowledged, isComplete: true)
    }

    @Test func aWeekThatWentWellIsRight() throws {
        let report = try report { _, _, _ in }
        #expect(report.percentRight == 100)
        #expect(report.lines.last?.hasPrefix("Every message is where it belongs") == true)
    }

    @Test func aLossIsFound() throws {
        let report = try report { judged, places, _ in places[judged[0].message.messageID] = [] }
        #expect(report.percentRight < 100)
        #expect(report.lines.contains { $0.contains("lost: 0 of 1 are there") })
    }

    @Test func aDoubleIsFound() throws {
        let report = try report { judged, places, _ in
            let message = judged[0].message
            places[message.messageID]?.append(message.mark.department)
        }
        #expect(report.lines.contains { $0.contains("doubled: 2 are there, 1 arrived") })
    }

    @Test func aWrongPlaceIsFound() throws {
        let report = try report { judged, places, _ in places[judged[0].message.messageID] = ["finance"] }
        #expect(report.lines.contains { $0.contains("stands in finance") })
    }

    @Test func anAnswerToNoiseAndTwoToAPersonAreFound() throws {
        let report = try report { judged, _, acknowledged in
            for isNoise in [true, false] {
                let item = judged.first { ($0.message.mark.template == nil) == isNoise }
                if let item { acknowledged[item.message.messageID, default: 0] += 1 }
            }
        }
        #expect(report.lines.contains { $0.contains("acknowledged 1 times, not 0") })
        #expect(report.lines.contains { $0.contains("acknowledged 2 times, not 1") })
    }

    @Test func aWrongDecisionStandsInTheTableAndBelow() throws {
        let report = try report { judged, _, _ in
            let message = judged[0].message
            judged[0] = JudgedMessage(message, department: "finance", priority: .low, template: nil, language: nil)
        }
        #expect(report.lines.contains { $0.contains("department finance, not \(tryDepartment)") })
        #expect(report.lines.contains { $0.hasPrefix("department") && $0.contains("finance") })
    }

    /// The first message of the week of seed 1.
    private var tryDepartment: String { (try? week())?.first?.mark.department.rawValue ?? "" }

    @Test func aTableHasWhatIsRightOnItsDiagonal() {
        let table = ConfusionTable("animal", [("cat", "cat"), ("cat", "dog"), ("dog", "dog"), ("cat", "eel")])
        #expect(table.right == 2 && table.all == 4)
        #expect(
            table.lines == [
                "animal    cat    dog    eel", "cat         1      1      1", "dog         .      1      .",
                "2 of 4 right",
            ])
    }
}

/// A whole week through real servers.
@Suite(.serialized) struct RehearsalRunTests {
    @Test(arguments: [1, 7] as [UInt64])
    func aNormalWeekWithNoiseComesOutRight(_ seed: UInt64) async throws {
        let stage = try await RehearsalStage.set(
            rules: Repository.path("rules"), templates: Repository.path("config/templates"))
        let report: RehearsalReport
        do {
            let plan = try SimulationReader.read(Repository.path("config/simulation.yaml"))
            let theme = try #require(plan.theme("normal"))
            let week = try #require(CalendarWeek("2026-W48"))
            let simulation = Simulation(
                plan, theme: theme, week: week, seed: seed, hasNoise: true, domain: RehearsalStage.domain)
            report = try await RehearsalRun(stage).play(simulation)
        } catch {
            try await stage.strike()
            throw error
        }
        try await stage.strike()
        #expect(report.isComplete && report.percentRight == 100, "\(report.lines.joined(separator: "\n"))")
    }
}
