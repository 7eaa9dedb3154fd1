import Testing

@testable import MailRouting

/// Rules in a few words, and what exactly is said about them.
@Suite("What the analysis says, and where it is silent")
struct AnalysisTests {
    private static let place = Sample.place

    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        /// The conditions of the lines r0, r1 and so on.
        let lines: [Condition]
        /// `shadowed r1 by r0`, `contradiction r0`.
        let expected: [String]
        var testDescription: String { what }
        init(_ what: String, _ lines: [Condition], _ expected: [String]) {
            self.what = what
            self.lines = lines
            self.expected = expected
        }
    }

    private static func word(_ terms: String..., in field: TextField = .subject) -> Condition {
        text(.word, terms, field)
    }
    private static func text(_ match: TextMatch, _ terms: [String], _ field: TextField = .subject) -> Condition {
        .text(TextCondition(field: field, match: match, terms: terms, list: nil, location: place))
    }
    private static func mailbox(_ names: AccountName...) -> Condition { .mailbox(Set(names), at: place) }
    private static func size(_ bound: Bound) -> Condition { .size(bound, at: place) }
    private static func domain(_ values: Set<String>, in field: AddressField = .from) -> Condition {
        .address(AddressCondition(field: field, part: .domain, values: values, list: nil, location: place))
    }
    private static func address(_ values: Set<String>, in field: AddressField = .from) -> Condition {
        .address(AddressCondition(field: field, part: .address, values: values, list: nil, location: place))
    }
    private static func time(_ days: Set<Weekday>, _ hours: [HourRange] = [], zone: String = "Europe/Berlin") throws
        -> Condition
    {
        .time(TimeFrame(zone: try #require(Zone(zone)), weekdays: days, hours: hours), name: nil, at: place)
    }
    private static let header = TextField.header("x-tag")

    static let rows: [Row] = [
        // Texts.
        Row("the same word, spelled in German in two ways", [word("Größe"), word("groesse")], ["shadowed r1 by r0"]),
        Row("fewer words of a list", [word("a", "b", "c"), word("b", "c")], ["shadowed r1 by r0"]),
        Row("more words of a list", [word("a", "b"), word("a", "b", "c")], []),
        Row("a word contains itself", [text(.contains, ["order"]), word("order")], ["shadowed r1 by r0"]),
        Row("a text that is contained need not be a word", [word("order"), text(.contains, ["order"])], []),
        Row("two words may stand apart", [text(.contains, ["new order"]), word("new order")], []),
        Row("words in words", [word("order"), word("new order now")], ["shadowed r1 by r0"]),
        Row("a beginning may go on", [word("order"), text(.startsWith, ["order"])], []),
        Row("what a beginning is sure of", [word("new"), text(.startsWith, ["new order"])], ["shadowed r1 by r0"]),
        Row("a whole text", [text(.startsWith, ["new"]), text(.is, ["new order"])], ["shadowed r1 by r0"]),
        Row("an end", [text(.contains, ["der"]), text(.endsWith, ["order"])], ["shadowed r1 by r0"]),
        Row("the same regex", [text(.regex, ["o.d"]), text(.regex, ["o.d"])], []),
        Row("a plain regex", [text(.contains, ["order"]), text(.regex, ["^order n"])], ["shadowed r1 by r0"]),
        Row("another field", [word("order"), word("order", in: .body)], []),
        Row(
            "several lines together", [word("a"), word("b", "c"), word("a", "c")], ["shadowed r2 by r0 r1"]),
        Row("one condition more", [word("a"), .all([word("a"), mailbox("sales")])], ["shadowed r1 by r0"]),
        Row("one condition fewer", [.all([word("a"), mailbox("sales")]), word("a")], []),
        Row("one way of two", [word("a"), .any([word("a"), mailbox("sales")])], []),
        Row(
            "both ways", [word("a"), mailbox("sales"), .any([word("a"), mailbox("sales")])], ["shadowed r2 by r0 r1"]),

        // Unknown facts: what is neither yes nor no goes on.
        Row("a word and no word leave messages without a subject", [word("a"), .not(word("a")), mailbox("info")], []),
        Row(
            "a word and no word leave nothing of those with a subject",
            [word("a"), .not(word("a")), word("b")], ["shadowed r2 by r0 r1"]),
        Row(
            "languages leave mail in no known one",
            [.language([.german], at: place), .language([.english], at: place), mailbox("info")], []),
        Row(
            "sizes leave nothing of those with a size",
            [size(.over(10)), size(.under(20)), size(.under(1_000))], ["shadowed r2 by r0 r1"]),

        // Facts of few values.
        Row(
            "all accounts there are", [mailbox("info"), mailbox("sales", "support"), word("a")],
            ["shadowed r2 by r0 r1"]),
        Row("not all accounts", [mailbox("info"), mailbox("sales"), word("a")], []),
        Row(
            "all that is asked for, in every account",
            [.all([word("a"), mailbox("info")]), .all([word("a", "b"), .not(mailbox("info"))]), word("a")],
            ["shadowed r2 by r0 r1"]),
        Row(
            "a line another one shadows takes part of it",
            [.all([word("a"), mailbox("info")]), word("a", "b"), word("a")], ["shadowed r2 by r1"]),
        Row(
            "present and absent",
            [.present(header: "x", true, at: place), .present(header: "x", false, at: place), word("a")],
            ["shadowed r2 by r0 r1"]),
        Row(
            "kinds of automatic mail",
            [.automated([.list, .bulk], at: place), .automated([.list], at: place)], ["shadowed r1 by r0"]),
        Row(
            "mail of people", [.automated([.none], at: place), .not(.automated([.list], at: place))], []),

        // Addresses.
        Row("a domain below", [domain(["a.example"]), domain(["b.a.example"])], ["shadowed r1 by r0"]),
        Row("a domain above", [domain(["b.a.example"]), domain(["a.example"])], []),
        Row("an address in a domain", [domain(["a.example"]), address(["x@b.a.example"])], ["shadowed r1 by r0"]),
        Row(
            "whom it is for", [address(["x@a.example"], in: .recipient), address(["x@a.example"], in: .cc)],
            ["shadowed r1 by r0"]),
        Row("whom it may be for", [address(["x@a.example"], in: .cc), address(["x@a.example"], in: .recipient)], []),

        // Contradictions.
        Row("sizes", [.all([size(.over(20)), size(.under(10))])], ["contradiction r0"]),
        Row("neighbours", [.all([size(.over(9)), size(.under(11))])], []),
        Row("x and not x", [.all([word("a"), .not(word("a"))])], ["contradiction r0"]),
        Row("x and not a part of x", [.all([word("new order"), .not(word("order"))])], ["contradiction r0"]),
        Row("two subjects", [.all([text(.is, ["a"]), text(.is, ["b"])])], ["contradiction r0"]),
        Row("a subject without its word", [.all([text(.is, ["a b"]), word("c")])], ["contradiction r0"]),
        Row("two beginnings", [.all([text(.startsWith, ["a"]), text(.startsWith, ["b"])])], ["contradiction r0"]),
        Row("one beginning within another", [.all([text(.startsWith, ["a"]), text(.startsWith, ["ab"])])], []),
        Row("two values of a field", [.all([text(.is, ["a"], header), text(.is, ["b"], header)])], []),
        Row("two recipients", [.all([address(["x@a.example"], in: .to), address(["y@a.example"], in: .to)])], []),
        Row(
            "a domain and nothing of it", [.all([domain(["b.a.example"]), .not(domain(["a.example"]))])],
            ["contradiction r0"]),
        Row("two accounts", [.all([mailbox("info"), mailbox("sales")])], ["contradiction r0"]),
        Row(
            "languages", [.all([.language([.german], at: place), .not(.language([.german, .english], at: place))])],
            ["contradiction r0"]),
        Row("spam and not", [.all([.spam(true, at: place), .spam(false, at: place)])], ["contradiction r0"]),
        Row(
            "a value of what is absent", [.all([word("a", in: header), .present(header: "x-tag", false, at: place)])],
            ["contradiction r0"]),
        Row(
            "people and programs", [.all([.automated([.none], at: place), .automated([.list], at: place)])],
            ["contradiction r0"]),
        Row("two kinds at once", [.all([.automated([.bulk], at: place), .automated([.list], at: place)])], []),
        Row("one of nothing", [.any([])], ["contradiction r0"]),
        Row("a priority nothing gives", [.priority(PriorityRange(.low, .low), at: place)], ["contradiction r0"]),
        Row(
            "more attachments than there are",
            [
                .all([
                    .attachment(AttachmentCondition(types: ["image/png"], count: [.over(2)], location: place)),
                    .attachment(AttachmentCondition(types: ["image/*"], count: [.under(2)], location: place)),
                ])
            ], ["contradiction r0"]),
        Row(
            "a contradiction in each way, and one way out",
            [.any([.all([word("a"), .not(word("a"))]), word("b")])], []),
    ]

    @Test("of one list of lines", arguments: rows)
    func says(row: Row) throws {
        let analysis = try Self.analysis(row.lines)
        #expect(Self.summary(of: analysis) == row.expected)
    }

    @Test("of hours and days")
    func times() throws {
        let (day, night) = (HourRange(start: 480, end: 1_020), HourRange(start: 1_320, end: 360))
        let work: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]
        let cases: [([Condition], [String])] = try [
            ([Self.time(work), Self.time([.monday], [day])], ["shadowed r1 by r0"]),
            ([Self.time([.monday], [day]), Self.time(work)], []),
            // The night of a Friday ends on a Saturday.
            ([Self.time(work), Self.time([.friday], [night])], []),
            ([Self.time(work.union([.saturday])), Self.time([.friday], [night])], ["shadowed r1 by r0"]),
            ([.all([Self.time([.saturday]), Self.time([.sunday])])], ["contradiction r0"]),
            ([.all([Self.time([.monday]), Self.time([.sunday], zone: "America/New_York")])], []),
            ([.all([Self.time([], [day]), Self.time([], [night])])], ["contradiction r0"]),
            ([Self.time([], [day]), .not(Self.time([], [day])), Self.word("a")], []),
        ]
        for (lines, expected) in cases {
            #expect(Self.summary(of: try Self.analysis(lines)) == expected, "\(lines.map(\.words))")
        }
    }

    @Test("of the group around a line")
    func groups() throws {
        let lines = [Sample.line("g.a", Self.mailbox("info")), Sample.line("g.b", Self.mailbox("sales"))]
        let group = RouteGroup(name: "g", condition: Self.mailbox("info"), lines: lines, location: Self.place)
        let rules = Sample.rules(routes: [
            .group(group), .line(Sample.line("after", .all([Self.mailbox("info"), Self.word("a")]))),
        ])
        let found = Self.summary(of: RuleAnalysis(of: try Sample.router(rules)))
        #expect(found == ["contradiction g.b", "shadowed after by g.a"])
    }

    @Test("of priority lines: the highest wins, so only what others give as well is useless")
    func priorities() throws {
        func line(_ id: RuleID, _ condition: Condition, _ priority: Priority) -> PriorityLine {
            PriorityLine(id: id, condition: condition, priority: priority, location: Self.place)
        }
        let rules = Sample.rules(priority: [
            line("first", Self.word("a", "b"), .high), line("second", Self.word("a"), .high),
            line("lower", Self.word("c"), .normal), line("higher", Self.word("c", "d"), .critical),
            line("above", Self.word("a"), .critical),
        ])
        let useless = RuleAnalysis(of: try Sample.router(rules)).uselessPriorities.map(\.message)
        #expect(useless.count == 2)
        #expect(useless[0].hasPrefix("line 'second' never changes a priority: 'first'"))
        #expect(useless[1].hasPrefix("line 'lower' never changes a priority: 'higher'"))
    }

    @Test("of a witness: a message the line asks for and another takes")
    func witness() throws {
        let rules = Sample.rules(
            priority: [
                PriorityLine(id: "p", condition: Self.word("eilt"), priority: .high, location: Self.place)
            ],
            routes: [
                .line(Sample.line("first", Self.word("Mahnung", "Rechnung"))),
                .line(
                    Sample.line(
                        "second",
                        .all([
                            Self.word("letzte Mahnung"), .priority(PriorityRange(.high, .critical), at: Self.place),
                            Self.domain(["a.example"]), Self.mailbox("sales"),
                        ]))),
            ])
        let finding = try #require(
            RuleAnalysis(of: try Sample.router(rules)).findings.first { $0.kind == .shadowed })
        let witness = try #require(finding.witness)
        #expect(finding.message.hasPrefix("no message reaches line 'second': 'first' (rules/test.yaml:1) takes all"))
        #expect(witness.message.subject == "letzte Mahnung eilt")
        #expect(witness.message.from.map(\.spec) == ["ana@a.example"])
        #expect(witness.circumstances.mailbox == "sales")
        #expect(witness.takenBy == "first")
    }

    // MARK: Asking

    private static func analysis(_ lines: [Condition]) throws -> RuleAnalysis {
        let routes = lines.enumerated().map { Route.line(Sample.line(RuleID("r\($0)"), $1)) }
        return RuleAnalysis(
            of: try Sample.router(Sample.rules(routes: routes)), accounts: ["info", "sales", "support"])
    }

    /// What is said about lines nobody reaches.
    private static func summary(of analysis: RuleAnalysis) -> [String] {
        let contradictions = analysis.routes.filter { analysis.contradiction(in: $0) != nil }
        let said = Set(analysis.findings.filter { $0.kind == .shadowed }.map(\.message))
        let shadowed = analysis.provedShadowed.filter { number, _ in
            said.contains { $0.hasPrefix("no message reaches line '\(analysis.routes[number].id)'") }
        }
        return contradictions.map { "contradiction \($0.id)" }
            + shadowed.map { number, takers in
                "shadowed \(analysis.routes[number].id) by "
                    + takers.map { analysis.routes[$0].id.rawValue }.joined(separator: " ")
            }
    }
}
