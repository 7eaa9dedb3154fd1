import Testing

@testable import MailRouting

@Suite("Three-valued logic and the facts it is about")
struct KleeneTests {
    /// Conditions with a known verdict on a message without Subject.
    private static let leaf: [Verdict: Condition] = [
        .yes: .mailbox(["info"], at: Sample.place), .no: .mailbox(["sales"], at: Sample.place),
        .unknown: Sample.text(.contains, "x"),
    ]
    private static let order: [Verdict] = [.no, .unknown, .yes]

    private static func least(_ left: Verdict, _ right: Verdict) -> Verdict {
        left == .no || right == .no ? .no : left == .unknown || right == .unknown ? .unknown : .yes
    }

    @Test("all is the least, any the greatest, not turns round", arguments: order, order)
    func truthTables(left: Verdict, right: Verdict) throws {
        let message = Sample.message(nil)
        let parts = try [#require(Self.leaf[left]), #require(Self.leaf[right])]
        #expect(try Sample.verdict(.all(parts), message) == Self.least(left, right))
        #expect(try Sample.verdict(.any(parts), message) == Self.least(left.negated, right.negated).negated)
        #expect(try Sample.verdict(.not(parts[0]), message) == left.negated)
        #expect(try Sample.verdict(.all([]), message) == .yes)
        #expect(try Sample.verdict(.any([]), message) == .no)
    }

    @Test("a line whose condition is unknown does not match, nor does its negation")
    func unknownIsNotTrue() throws {
        let unknown = Sample.text(.word, "x")
        for condition in [unknown, .not(unknown)] {
            let router = try Sample.router(Sample.rules(routes: [.line(Sample.line("a", condition))]))
            #expect(router.decide(Sample.message(nil), Sample.circumstances()).rule == "fallback")
        }
    }

    @Test("what is unknown and what is known to be absent")
    func facts() throws {
        let place = Sample.place
        let anonymous = Sample.message("x", from: [])
        #expect(
            try Sample.verdict(
                .address(
                    AddressCondition(field: .from, part: .domain, values: ["a.example"], list: nil, location: place)),
                anonymous) == .unknown)
        #expect(
            try Sample.verdict(
                .address(
                    AddressCondition(field: .from, part: .address, values: ["a@a.example"], list: nil, location: place)),
                anonymous) == .unknown)
        #expect(try Sample.verdict(Sample.text(.word, "x", in: .name(.from)), anonymous) == .unknown)
        #expect(try Sample.verdict(Sample.text(.word, "x", in: .name(.from)), Sample.message("x")) == .no)
        #expect(try Sample.verdict(Sample.text(.word, "x", in: .header("x-a")), anonymous) == .no)
        #expect(try Sample.verdict(.headerPriority(PriorityRange(.normal, .normal), at: place), anonymous) == .yes)
        #expect(try Sample.verdict(.headerPriority(PriorityRange(.high, .critical), at: place), anonymous) == .no)
        var sizeless = anonymous
        sizeless.size = 0
        #expect(try Sample.verdict(.size(.under(10), at: place), sizeless) == .unknown)
        #expect(try Sample.verdict(.size(.over(999), at: place), anonymous) == .yes)
        #expect(try Sample.verdict(.size(.over(1_000), at: place), anonymous) == .no)
        #expect(try Sample.verdict(.size(.under(1_000), at: place), anonymous) == .no)
    }

    @Test(
        "domains include their subdomains, addresses ignore case",
        arguments: [
            ("a@oem.example", Verdict.yes), ("a@mail.OEM.example", .yes), ("a@notoem.example", .no),
            ("a@oem.example.test", .no), ("a@example", .no),
        ])
    func domains(address: String, expected: Verdict) throws {
        let message = Sample.message("x", from: [address])
        #expect(
            try Sample.verdict(
                .address(
                    AddressCondition(
                        field: .from, part: .domain, values: ["oem.example"], list: "oem", location: Sample.place)),
                message) == expected)
        let keys: Set<String> = [address.lowercased()]
        #expect(
            try Sample.verdict(
                .address(
                    AddressCondition(field: .from, part: .address, values: keys, list: nil, location: Sample.place)),
                message) == .yes)
    }
}
