import MailRouting
import Testing

@testable import MailStatus

/// Values the answers are written with.
@Suite struct SmallPartTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_800_000_000_123, "2027-01-15T08:00:00.123Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func timesAreWrittenAndRead(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp.text(Instant(milliseconds: milliseconds)) == text)
        #expect(Timestamp.read(text) == Instant(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "yesterday", "2026-11-27", "2026-11-27T10:00:00", "2026-13-27T10:00:00Z", "2026-11-27T25:00:00Z",
        "2026-02-29T10:00:00Z", "2100-02-29T10:00:00Z", "2026-11-31T10:00:00Z", "2026-11-00T10:00:00Z",
        "2026-11-27T10:00:00+24:00", "2026-11-27T10:00:00.Z", "2026-11-27T10:00:00ZZ", "2026-11-27 10:00:00Z",
    ])
    func whatIsNoTimeIsNone(_ text: String) { #expect(Timestamp.read(text) == nil) }

    @Test func timesWithoutFractionAreRead() {
        #expect(Timestamp.read("2027-01-15T08:00:00Z") == Instant(milliseconds: 1_800_000_000_000))
        #expect(Timestamp.read("2027-01-15T08:00:00.5Z") == Instant(milliseconds: 1_800_000_000_500))
        #expect(Timestamp.read("2027-01-15t08:00:00.1234567890123z") == Instant(milliseconds: 1_800_000_000_123))
    }

    @Test func timesElsewhereAreRead() {
        #expect(Timestamp.read("2027-01-15T09:00:00+01:00") == Instant(milliseconds: 1_800_000_000_000))
        #expect(Timestamp.read("2027-01-14T20:30:00-11:30") == Instant(milliseconds: 1_800_000_000_000))
    }

    @Test func jsonIsEscaped() {
        let value: JSON = ["a\"b": .text("</script>\u{2028}\n\\\u{1}"), "n": .number(0.5), "x": .null, "l": [1, true]]
        #expect(
            String(decoding: value.octets, as: UTF8.self)
                == #"{"a\"b":"\u003c/script>\u2028\n\\\u0001","n":0.5,"x":null,"l":[1,true]}"# + "\n")
    }

    @Test func percentilesAreValuesThatOccurred() {
        let some = Percentiles(Array(1...100))
        #expect([some.p50, some.p95, some.p99] == [50, 95, 99])
        let one = Percentiles([7])
        #expect([one.p50, one.p95, one.p99] == [7, 7, 7])
        #expect(Percentiles([]).p50 == nil)
    }

    @Test func histogramCountsUpTo() {
        var histogram = Histogram()
        for value in [-5, 10, 11, 700_000] as [Int64] { histogram.observe(.milliseconds(value)) }
        #expect(histogram.count == 4)
        #expect(histogram.cumulative.first?.count == 2)
        #expect(histogram.cumulative.last?.count == 3)
        #expect(histogram.sum == .milliseconds(700_021))
    }
}
