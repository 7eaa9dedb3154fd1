import MailRouting
import Testing

@testable import MailAgent

/// What is told, and when: the book is pure, so each row is one look at one minute.
@Suite("what a person is told") struct AlertBookTests {
    private static let start = Instant(seconds: 1_800_000_000)
    private static let down = AlertBook.Sighting(.accountDown("info"), "down", advice: "check")
    private static func held(_ count: Int) -> AlertBook.Sighting {
        AlertBook.Sighting(.held, "\(count) jobs", advice: "status", count: count)
    }

    /// What is due at each minute, when everything due is told.
    private static func told(_ looks: [(minute: Int64, seen: [AlertBook.Sighting])], perHour: Int = 10) -> [Int64] {
        var book = AlertBook(perHour: perHour)
        return looks.flatMap { look -> [Int64] in
            let now = start + .minutes(look.minute)
            let due = book.due(look.seen, now: now)
            for sighting in due { book.noteTold(sighting, now: now) }
            return due.map { _ in look.minute }
        }
    }

    @Test func anAccountIsToldAfterFiveMinutesOnceAndAgainAfterADay() {
        let looks: [Int64] = [0, 4, 5, 6, 60, 1444, 1445, 1446]
        #expect(Self.told(looks.map { ($0, [Self.down]) }) == [5, 1445])
    }

    @Test func whatIsBackForAMomentBeginsAnew() {
        #expect(
            Self.told([(0, [Self.down]), (4, []), (5, [Self.down]), (9, [Self.down]), (10, [Self.down])]) == [10])
    }

    @Test func oneMoreIsNewsAndOneLessIsNot() {
        #expect(
            Self.told([
                (0, [Self.held(1)]), (1, [Self.held(1)]), (2, [Self.held(3)]), (3, [Self.held(2)]), (4, [Self.held(3)]),
                (5, []), (6, [Self.held(1)]),
            ]) == [0, 2, 4, 6])
    }

    @Test func whatIsOverTheHourlyLimitWaitsAndIsCounted() {
        var book = AlertBook(perHour: 2)
        let many = (1...4).map { AlertBook.Sighting(.certificate(host: "\($0)"), "expires", advice: "renew") }
        let first = book.due(many, now: Self.start)
        #expect(first.count == 2 && book.held == 2)
        for sighting in first { book.noteTold(sighting, now: Self.start) }
        #expect(book.due(many, now: Self.start + .minutes(59)).isEmpty && book.held == 2)
        #expect(book.due(many, now: Self.start + .minutes(60)).map(\.matter) == many[2...].map(\.matter))
    }

    @Test func whatCouldNotBeToldIsDueAgain() {
        var book = AlertBook(perHour: 10)
        #expect(book.due([Self.held(1)], now: Self.start).count == 1)
        #expect(book.due([Self.held(1)], now: Self.start + .minutes(1)).count == 1)
    }

    @Test func aClockThatIsSetBackKeepsNothingForEver() {
        var book = AlertBook(perHour: 1)
        let now = Self.start + .days(100)
        for sighting in book.due([Self.held(1)], now: now) { book.noteTold(sighting, now: now) }
        #expect(book.due([Self.held(1), Self.down], now: Self.start).map(\.matter) == [.held])
    }

    @Test(arguments: [(13, true), (14, false), (400, false), (-1, true)])
    func certificates(days: Int64, isDue: Bool) {
        let sighting = CertificateSighting(host: "mail.test", expires: Self.start + .days(days))
        #expect((sighting.sighting(now: Self.start) != nil) == isDue)
    }
}
