import FoundationEssentials
import MailRehearsal
import MailRouting
import Testing

@testable import MailConfig

@Suite struct SimulationReaderTests {
    @Test func readsEveryKey() throws {
        let plan = try decodeSimulation(simulationSample)
        #expect(plan.zone.name == "Europe/Berlin")
        #expect(plan.domain == "buttons.example")
        #expect(plan.germanPercent == 60)
        #expect(plan.windows[.morning] == HourRange(start: 480, end: 720))
        #expect(plan.week == [Quota(day: .monday, part: .morning, type: "order", count: 2)])
        #expect(plan.senders.map(\.companies) == [[Company(name: "Carmaker", domain: "carmaker.example")]])
        #expect(plan.senders.map(\.priority) == [.high] && plan.senders.map(\.frequency) == [.daily])
        #expect(plan.types.map(\.accounts) == [["info", "sales"], ["info"]])
        #expect(plan.types.map(\.expectation.template) == ["oem_order", nil])
        #expect(plan.types[1].letters.map(\.attachment) == [.pdf])
        #expect(plan.types[0].letters[0].text.variables == ["quantity", "thing"])
        #expect(plan.noise.spam == 10 && plan.noise.newsletters == 0)
        let rush = try #require(plan.theme("rush"))
        #expect(rush.quotas(of: plan).map(\.count) == [6])
        #expect(rush.stories.map { $0.chapters.map(\.day) } == [[.monday, .tuesday]])
    }

    @Test(arguments: try GoldenCase.read("simulation"))
    func saysEveryMistake(_ mistake: GoldenCase) {
        let found = findings { () throws(Diagnostics) in
            try decodeSimulation(mistake.text(from: simulationSample))
        }
        #expect(found.joined(separator: "\n") == mistake.expected)
    }

    @Test func aDomainOfOursMayBeAllowed() throws {
        let text = simulationSample.replacing("carmaker.example", with: "rehearsal.buttons.de")
        #expect(throws: Diagnostics.self) { try decodeSimulation(text) }
        let plan = try decodeSimulation(text, allowing: ["Rehearsal.Buttons.DE"])
        #expect(plan.senders[0].companies[0].domain == "rehearsal.buttons.de")
    }

    @Test func thePageDescribesEveryKey() throws {
        let page = Repository.path("docs/simulation.md")
        let text = String(decoding: try Data(contentsOf: URL(filePath: page)), as: UTF8.self)
        var sections: [String: String] = [:]
        var name = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { name = "" }
            if line.hasPrefix("### ") { name = String(line.dropFirst(4)) }
            sections[name, default: ""] += line + "\n"
        }
        for set in KnownKeys.simulations {
            let section = try #require(sections[set.name], "no section '\(set.name)'")
            for key in set.keys { #expect(section.contains("`\(key)`"), "section '\(set.name)': '\(key)'") }
        }
    }

    @Test func theShippedFileHasNoMistake() throws {
        let plan = try SimulationReader.read(Repository.path("config/simulation.yaml"))
        #expect(plan.themes.count == 6)
        for type in plan.types {
            #expect(Set(type.letters.map(\.language)) == [.german, .english], "\(type.name)")
        }
        // Nobody is told things that no template says.
        let templates = try TemplateCatalogue.load(folder: Repository.path("config/templates")).names
        for type in plan.types {
            if let template = type.expectation.template { #expect(templates.contains(template), "\(type.name)") }
        }
    }
}
