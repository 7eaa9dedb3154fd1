import MailJournal
import MailRouting
import Testing

@testable import MailroomCommands

/// `mailroom diff --journal`: past messages under two sets of rules.
@Suite struct JournalDiffTests {
    private static let old = """
        version: 1
        routes:
          - {id: order, subject: {word: order}, department: sales, acknowledge: none}
          - {id: text, when: {body: {word: urgent}}, department: support, acknowledge: none}
          - otherwise: {id: other, department: info, acknowledge: none}
        """

    /// The numbers of the messages that change, of `count` of which every third is an order, half of them a day old.
    private func changed(_ new: String, count: Int, within: Interval) async throws -> [String] {
        try await withFolder(["old/main.yaml": Self.old, "new/main.yaml": new]) { folder in
            func routing(_ rules: String) throws -> OfflineRouting {
                OfflineRouting(
                    router: try LoadedRules.load("\(folder)/\(rules)", own: []), mailbox: "info", now: nil,
                    fallback: Instant(seconds: 0))
            }
            let comparison = Comparison(old: try routing("old"), new: try routing("new"))
            let headers = (1...count).map { "Subject: \($0.isMultiple(of: 3) ? "order" : "letter") \($0)" }
            let path = "\(folder)/journal.sqlite"
            let now = PastMail.start + .days(1)
            let half = count / 2
            let router = comparison.old.router
            try await PastMail.keep(Array(headers[..<half]), by: router, in: path)
            try await PastMail.keep(Array(headers[half...]), by: router, in: path, at: now)
            var changed: [String] = []
            try await comparison.forEachOutcome(in: try Journal(reading: path), since: now - within) { outcome in
                if case .changed(let change) = outcome { changed.append(change.file) }
            }
            return changed
        }
    }

    @Test func everyArrivalThatChangesIsFoundOnceAndInOrder() async throws {
        let new = Self.old.replacing("department: sales", with: "department: finance")
        let orders = (1...450).filter { $0.isMultiple(of: 3) }
        #expect(try await changed(new, count: 450, within: .days(2)) == orders.map { "#\($0)" })
        #expect(try await changed(new, count: 450, within: .hours(1)) == orders.filter { $0 > 225 }.map { "#\($0)" })
    }

    @Test func theSameRulesChangeNothing() async throws {
        #expect(try await changed(Self.old, count: 10, within: .days(2)) == [])
    }

    @Test func whatOnlyTheTextTellsIsUnknownToBoth() async throws {
        let new = Self.old.replacing("department: support", with: "department: finance")
        #expect(try await changed(new, count: 10, within: .days(2)) == [])
    }

    @Test(arguments: [("36h", Interval.hours(36)), ("30d", .days(30)), ("2w", .days(14)), ("36500d", .days(36_500))])
    func timesAreHoursDaysAndWeeks(_ text: String, _ interval: Interval) {
        #expect(LookBack(argument: text)?.interval == interval)
    }

    @Test(arguments: ["", "d", "30", "0d", "-1d", "1.5d", "30m", "30 d", "٣d", "36501d", "99999999999999999999w"])
    func anythingElseIsNoTime(_ text: String) {
        #expect(LookBack(argument: text) == nil)
    }

    @Test func messagesComeFromOnePlace() throws {
        #expect(throws: (any Error).self) { try DiffCommand.parse(["a", "b"]) }
        #expect(throws: (any Error).self) { try DiffCommand.parse(["a", "b", "mail", "--journal", "2w"]) }
        #expect(try DiffCommand.parse(["a", "b", "--journal", "2w"]).journal?.interval == .days(14))
    }
}
