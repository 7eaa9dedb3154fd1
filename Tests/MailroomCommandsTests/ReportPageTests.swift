import Foundation
import FoundationXML
import MailConfig
import MailRehearsal
import MailRouting
import Testing

@testable import MailroomCommands

/// The report as a page and as rows.
@Suite struct ReportPageTests {
    private static let hostile =
        "<script>alert(1)</script> \"'&amp; </title><img src=https://evil.example/x.png> \u{202E}fdp.exe ]]>"

    /// A week from a plan with a hostile subject, some of it decided wrongly.
    private func report(wrong: Bool = true, samples: Int = 200, speed: Speed = .times(60))
        async throws
        -> RehearsalReport
    {
        let plan = try String(
            contentsOfFile: Repository.path("config/simulation.yaml"), encoding: .utf8)
        // As YAML takes what it would not take as it is.
        let quoted = Self.hostile.replacing("\"", with: #"\""#).replacing("\u{202E}", with: #"\u202E"#)
        let changed = plan.replacing(#/subject: .*/#, with: "subject: \"\(quoted)\"")
        return try await withFolder(["plan.yaml": changed]) { folder in
            let plan = try SimulationReader.read("\(folder)/plan.yaml")
            let theme = try #require(plan.theme("normal"))
            let week = try #require(CalendarWeek("2026-W48"))
            let messages = Simulation(plan, theme: theme, week: week, seed: 1, hasNoise: true).messages()
            let judged = messages.enumerated().map { index, message in
                JudgedMessage(
                    message, department: wrong && index % 5 == 0 ? "finance" : message.mark.department,
                    priority: message.mark.priority, template: message.mark.template,
                    language: message.mark.language,
                    walk: RehearsalTimes.Walk(
                        came: .milliseconds(index * 100), noticed: .milliseconds(index * 100 + 20),
                        settled: .milliseconds(index * 100 + 50), sent: .milliseconds(index * 100 + 90)))
            }
            let places = Dictionary(grouping: messages, by: \.messageID).mapValues {
                $0.map(\.mark.department)
            }
            let acknowledged = Dictionary(
                messages.filter { $0.mark.template != nil && $0.mark.thread == $0.mark.message }.map {
                    ($0.messageID, 1)
                }
            ) { first, _ in first }
            let course = RehearsalCourse(
                samples: (0..<samples).map { place in
                    RehearsalCourse.Sample(
                        elapsed: .seconds(place), shows: messages[0].arrivedAt + .minutes(Int64(place)),
                        came: place,
                        deliveries: place % 3, acknowledgements: place % 17, lastMinute: place % 6,
                        lastHour: place % 31)
                }, perMinute: 5, perHour: 30)
            return RehearsalReport(
                "normal-2026-W48-1", judged, places: places, acknowledged: acknowledged, isComplete: true,
                course: course, zone: plan.zone, speed: speed)
        }
    }

    /// What a page is made of, as an XML parser sees it.
    private final class Reading: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []
        var text = ""
        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) { elements.append((name, attributes)) }
        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }

    private func read(_ page: String) throws -> Reading {
        let reading = Reading()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = reading
        let isWellFormed = parser.parse()
        #expect(isWellFormed, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
        return reading
    }

    @Test(arguments: [Speed.max, .times(60), .real])
    func isWellFormedAndFetchesNothing(_ speed: Speed) async throws {
        let page = ReportPage(report: try await report(speed: speed)).text
        let reading = try read(page)
        let names = Set(reading.elements.map(\.name))
        #expect(names.isSuperset(of: ["svg", "title", "desc", "table", "details", "h1"]))
        #expect(
            names.isDisjoint(with: [
                "script", "img", "link", "iframe", "object", "embed", "form", "base", "a",
            ]))
        // No attribute leads anywhere, and no style does.
        let links = reading.elements.flatMap { element in
            element.attributes.filter {
                ["src", "href", "xlink:href", "action", "srcset"].contains($0.key)
            }
        }
        #expect(links.isEmpty)
        #expect(!page.contains("url(") && !page.contains("@import"))
        #expect(reading.elements.allSatisfy { !$0.attributes.keys.contains { $0.hasPrefix("on") } })
        #expect(page.contains("default-src 'none'") && page.contains("prefers-color-scheme: dark"))
        #expect(page.contains("width=device-width"))
    }

    @Test func everyPictureCanBeReadOut() async throws {
        let reading = try read(ReportPage(report: try await report()).text)
        let pictures = reading.elements.filter { $0.name == "svg" && $0.attributes["role"] == "img" }
        #expect(pictures.count == 2)
        let names = Set(reading.elements.compactMap { $0.attributes["id"] })
        for picture in pictures {
            let said = try #require(picture.attributes["aria-labelledby"]).split(separator: " ").map(
                String.init)
            #expect(said.count == 2 && names.isSuperset(of: said))
        }
        // Identifiers are unique, and each picture has its figures as a table.
        #expect(names.count == reading.elements.count { $0.attributes["id"] != nil })
        #expect(reading.text.components(separatedBy: "As a table").count == 3)
    }

    @Test func hostileSubjectsAreText() async throws {
        let report = try await report()
        let page = ReportPage(report: report).text
        let reading = try read(page)
        #expect(!page.contains("<script") && !page.contains("<img"))
        #expect(reading.text.contains("<script>alert(1)</script>"))
        #expect(!page.unicodeScalars.contains("\u{202E}"))
        for line in report.lines + report.rows.map(\.text) {
            #expect(!line.unicodeScalars.contains("\u{202E}"))
        }
    }

    @Test func aWeekOfNothingIsAPageToo() throws {
        let empty = RehearsalReport("empty", [], places: [:], acknowledged: [:], isComplete: true)
        _ = try read(ReportPage(report: empty).text)
        #expect(empty.percentRight == 100 && !empty.rows.isEmpty && !empty.lines.isEmpty)
    }

    /// Programs were written against these.
    @Test func theKeysOfTheRowsAreThose() async throws {
        let rows = try await report().rows
        var keys: [String: [String]] = [:]
        for row in rows {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(row.text.utf8)) as? [String: Any])
            let kind = try #require(object["row"] as? String)
            let found = row.text.matches(of: #/"([a-z0-9_]+)":/#).map { String($0.1) }.filter {
                object[$0] != nil
            }
            #expect(keys[kind, default: found] == found)
            keys[kind] = found
        }
        #expect(
            keys == [
                "summary": [
                    "row", "simulation", "speed", "complete", "messages", "right", "delivered",
                    "acknowledgements_due",
                    "acknowledgements", "elapsed_ms", "limit_minute", "limit_hour",
                ],
                "confusion": ["row", "aspect", "expected", "actual", "messages"],
                "latency": ["row", "stage", "messages", "p50_ms", "p95_ms", "p99_ms", "longest_ms"],
                "sample": [
                    "row", "elapsed_ms", "simulated", "came", "deliveries_open", "acknowledgements_waiting",
                    "sent_last_minute", "sent_last_hour",
                ],
                "message": [
                    "row", "number", "message_id", "subject", "arrived", "mailbox", "type",
                    "expected_department",
                    "department", "expected_priority", "priority", "expected_template", "template",
                    "expected_language", "language", "routed_ms", "acknowledged_ms", "faults",
                ],
            ])
        // The page documents each of them.
        let page = try String(contentsOfFile: Repository.path("docs/simulation.md"), encoding: .utf8)
        for key in Set(keys.values.flatMap { $0 }) { #expect(page.contains("`\(key)`"), "\(key)") }
    }

    @Test(arguments: [
        ([Int](), [nil, nil, nil]), ([7], [7, 7, 7]), (Array(1...100), [50, 95, 99]),
        ([3, 1, 2], [2, 3, 3]),
    ])
    func percentilesAreByTheNearestRank(_ values: [Int], _ expected: [Int?]) {
        let latency = Latency(.whole, values.map { .milliseconds($0) })
        #expect([50, 95, 99].map { latency.percentile($0).map(Latency.milliseconds) } == expected)
    }

    @Test func theAxisEndsAboveEverything() {
        for most in Array(0...400) + [9_999, 10_000, 123_456] {
            let top = LineChart.roundTop(most)
            #expect(top >= most && top % 4 == 0 && top <= max(4, most * 3))
        }
    }

    @Test func thinningKeepsTheHighestQueue() {
        func sample(_ waiting: Int) -> RehearsalCourse.Sample {
            RehearsalCourse.Sample(
                elapsed: .seconds(waiting), shows: nil, came: 0, deliveries: 0, acknowledgements: waiting,
                lastMinute: 0, lastHour: 0)
        }
        let thin = RehearsalSampler.thinned([1, 9, 3, 2, 5].map(sample))
        #expect(thin.map(\.acknowledgements) == [9, 3, 5])
        let course = RehearsalCourse(samples: [0, 4, 8].map(sample))
        #expect(course.bars(\.acknowledgements, columns: 4).count == 4)
        #expect(course.bars(\.acknowledgements, columns: 4).last == "█")
    }
}
