import MailRouting
import Testing

@testable import MailAgent

/// Certificates: shown once in the same words, and until they are renewed.
@Suite struct ExpiryBookTests {
    private static let start = Instant(seconds: 1_800_000_000)

    private static func words(_ events: [WalkEvent]) -> [String] { events.map(\.description) }

    @Test func aCertificateIsShownOnceADayUntilItIsRenewed() {
        var book = ExpiryBook()
        #expect(book.isDue(Self.start))
        let expiry = Self.start + .days(10) + .hours(12)
        book.note(
            [.init(host: "a.test", expires: expiry), .init(host: "b.test", expires: Self.start + .days(30))],
            now: Self.start)
        #expect(book.sightings(Self.start).map(\.matter) == [.certificate(host: "a.test")])
        let first = Self.words(book.changes(book.sightings(Self.start)))
        #expect(first.count == 1 && first[0].contains("a.test expires in 10 days"))
        #expect(book.changes(book.sightings(Self.start + .hours(1))).isEmpty)
        let next = Self.words(book.changes(book.sightings(Self.start + .days(1))))
        #expect(next.count == 1 && next[0].contains("a.test expires in 9 days"))
        #expect(
            book.sightings(Self.start + .days(9) + .hours(18)).map(\.text) == [
                "the certificate of a.test expires within a day"
            ])
        #expect(book.sightings(expiry + .minutes(1)).map(\.text) == ["the certificate of a.test has expired"])

        book.note([.init(host: "a.test", expires: Self.start + .days(400))], now: Self.start)
        #expect(Self.words(book.changes(book.sightings(Self.start))) == ["over      certificate a.test"])
        #expect(book.changes(book.sightings(Self.start)).isEmpty)
    }

    @Test func serversAreAskedMoreOftenWhileOneIsToBeRenewed() {
        var book = ExpiryBook()
        book.note([.init(host: "a.test", expires: Self.start + .days(30))], now: Self.start)
        _ = book.changes(book.sightings(Self.start))
        #expect(!book.isDue(Self.start + .hours(5)) && book.isDue(Self.start + .hours(6)))
        book.note([.init(host: "a.test", expires: Self.start + .days(3))], now: Self.start)
        _ = book.changes(book.sightings(Self.start))
        #expect(!book.isDue(Self.start + .minutes(9)) && book.isDue(Self.start + .minutes(10)))
        #expect(book.isDue(Self.start - .hours(1)), "a clock that was set back")
    }

    @Test func aServerThatCannotBeAskedHasWhatItHad() {
        var book = ExpiryBook()
        book.note([.init(host: "a.test", expires: Self.start + .days(3))], now: Self.start)
        book.note([.init(host: "a.test", expires: nil), .init(host: "b.test", expires: nil)], now: Self.start)
        #expect(book.sightings(Self.start).map(\.matter) == [.certificate(host: "a.test")])
        // One that is not in the configuration any more is nobody's task.
        book.note([.init(host: "b.test", expires: nil)], now: Self.start)
        #expect(book.sightings(Self.start).isEmpty)
    }
}
